import { describeRule } from '../../testing/describe-rule.ts'
import rule from './body-unbounded.ts'

describeRule(rule)
