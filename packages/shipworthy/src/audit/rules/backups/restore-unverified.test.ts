import { describeRule } from '../../testing/describe-rule.ts'
import rule from './restore-unverified.ts'

describeRule(rule)
