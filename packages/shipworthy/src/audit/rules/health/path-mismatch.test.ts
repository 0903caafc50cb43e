import { describeRule } from '../../testing/describe-rule.ts'
import rule from './path-mismatch.ts'

describeRule(rule)
