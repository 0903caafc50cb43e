import { describeRule } from '../../testing/describe-rule.ts'
import rule from './proxy-untrusted.ts'

describeRule(rule)
