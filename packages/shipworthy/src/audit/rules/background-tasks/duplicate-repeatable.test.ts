import { describeRule } from '../../testing/describe-rule.ts'
import rule from './duplicate-repeatable.ts'

describeRule(rule)
