import { describeRule } from '../../testing/describe-rule.ts'
import rule from './version-mismatch.ts'

describeRule(rule)
