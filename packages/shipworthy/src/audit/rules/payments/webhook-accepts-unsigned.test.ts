import { describeRule } from '../../testing/describe-rule.ts'
import rule from './webhook-accepts-unsigned.ts'

describeRule(rule)
