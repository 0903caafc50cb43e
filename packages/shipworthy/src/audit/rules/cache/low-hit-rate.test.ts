import { describeRule } from '../../testing/describe-rule.ts'
import rule from './low-hit-rate.ts'

describeRule(rule)
