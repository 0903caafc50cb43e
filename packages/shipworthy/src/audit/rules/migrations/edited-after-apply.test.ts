import { describeRule } from '../../testing/describe-rule.ts'
import rule from './edited-after-apply.ts'

describeRule(rule)
