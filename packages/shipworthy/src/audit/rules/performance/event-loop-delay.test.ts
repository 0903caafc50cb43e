import { describeRule } from '../../testing/describe-rule.ts'
import rule from './event-loop-delay.ts'

describeRule(rule)
