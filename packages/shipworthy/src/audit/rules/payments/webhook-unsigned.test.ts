import { describeRule } from '../../testing/describe-rule.ts'
import rule from './webhook-unsigned.ts'

describeRule(rule)
