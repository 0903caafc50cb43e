import { describeRule } from '../../testing/describe-rule.ts'
import rule from './verify-disabled-code.ts'

describeRule(rule)
