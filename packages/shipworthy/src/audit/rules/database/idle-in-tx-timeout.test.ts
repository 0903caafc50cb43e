import { describeRule } from '../../testing/describe-rule.ts'
import rule from './idle-in-tx-timeout.ts'

describeRule(rule)
