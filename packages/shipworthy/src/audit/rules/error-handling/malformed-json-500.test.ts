import { describeRule } from '../../testing/describe-rule.ts'
import rule from './malformed-json-500.ts'

describeRule(rule)
