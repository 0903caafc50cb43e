import { describeRule } from '../../testing/describe-rule.ts'
import rule from './weak-key.ts'

describeRule(rule)
