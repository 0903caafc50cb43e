import { describeRule } from '../../testing/describe-rule.ts'
import rule from './tx-on-pool.ts'

describeRule(rule)
