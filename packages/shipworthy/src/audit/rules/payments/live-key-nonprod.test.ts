import { describeRule } from '../../testing/describe-rule.ts'
import rule from './live-key-nonprod.ts'

describeRule(rule)
