import { describeRule } from '../../testing/describe-rule.ts'
import rule from './redis-plaintext.ts'

describeRule(rule)
