import { describeRule } from '../../testing/describe-rule.ts'
import rule from './mounted-late.ts'

describeRule(rule)
