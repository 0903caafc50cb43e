import { describeRule } from '../../testing/describe-rule.ts'
import rule from './health-limited.ts'

describeRule(rule)
