import { describeRule } from '../../testing/describe-rule.ts'
import rule from './nginx-forwarded.ts'

describeRule(rule)
