import { describeRule } from '../../testing/describe-rule.ts'
import rule from './rules-invalid.ts'

describeRule(rule)
