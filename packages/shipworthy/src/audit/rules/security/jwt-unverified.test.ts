import { describeRule } from '../../testing/describe-rule.ts'
import rule from './jwt-unverified.ts'

describeRule(rule)
