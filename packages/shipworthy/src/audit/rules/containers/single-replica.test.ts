import { describeRule } from '../../testing/describe-rule.ts'
import rule from './single-replica.ts'

describeRule(rule)
