import { describeRule } from '../../testing/describe-rule.ts'
import rule from './no-runtime-metrics.ts'

describeRule(rule)
