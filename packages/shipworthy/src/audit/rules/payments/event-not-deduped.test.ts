import { describeRule } from '../../testing/describe-rule.ts'
import rule from './event-not-deduped.ts'

describeRule(rule)
