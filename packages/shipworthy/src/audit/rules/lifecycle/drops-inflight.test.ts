import { describeRule } from '../../testing/describe-rule.ts'
import rule from './drops-inflight.ts'

describeRule(rule)
