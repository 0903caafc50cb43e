import { describeRule } from '../../testing/describe-rule.ts'
import rule from './inspector-open.ts'

describeRule(rule)
