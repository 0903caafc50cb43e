import { describeRule } from '../../testing/describe-rule.ts'
import rule from './stale.ts'

describeRule(rule)
