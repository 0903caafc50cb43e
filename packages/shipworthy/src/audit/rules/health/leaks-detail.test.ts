import { describeRule } from '../../testing/describe-rule.ts'
import rule from './leaks-detail.ts'

describeRule(rule)
