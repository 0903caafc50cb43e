import { describeRule } from '../../testing/describe-rule.ts'
import rule from './cors-any.ts'

describeRule(rule)
