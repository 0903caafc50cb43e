import { describeRule } from '../../testing/describe-rule.ts'
import rule from './engine-mismatch.ts'

describeRule(rule)
