import { describeRule } from '../../testing/describe-rule.ts'
import rule from './weak-cipher.ts'

describeRule(rule)
