import { describeRule } from '../../testing/describe-rule.ts'
import rule from './eviction-policy.ts'

describeRule(rule)
