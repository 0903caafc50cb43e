import { describeRule } from '../../testing/describe-rule.ts'
import rule from './csrf-missing.ts'

describeRule(rule)
