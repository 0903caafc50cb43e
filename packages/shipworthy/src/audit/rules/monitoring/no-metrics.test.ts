import { describeRule } from '../../testing/describe-rule.ts'
import rule from './no-metrics.ts'

describeRule(rule)
