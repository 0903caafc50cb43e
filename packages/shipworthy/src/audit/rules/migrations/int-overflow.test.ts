import { describeRule } from '../../testing/describe-rule.ts'
import rule from './int-overflow.ts'

describeRule(rule)
