import { describeRule } from '../../testing/describe-rule.ts'
import rule from './outbound-timeout.ts'

describeRule(rule)
