import { describeRule } from '../../testing/describe-rule.ts'
import rule from './pid1-npm.ts'

describeRule(rule)
