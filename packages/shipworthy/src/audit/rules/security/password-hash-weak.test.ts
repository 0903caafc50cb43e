import { describeRule } from '../../testing/describe-rule.ts'
import rule from './password-hash-weak.ts'

describeRule(rule)
