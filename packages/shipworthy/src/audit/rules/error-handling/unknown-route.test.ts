import { describeRule } from '../../testing/describe-rule.ts'
import rule from './unknown-route.ts'

describeRule(rule)
