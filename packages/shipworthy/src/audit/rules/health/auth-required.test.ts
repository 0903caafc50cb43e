import { describeRule } from '../../testing/describe-rule.ts'
import rule from './auth-required.ts'

describeRule(rule)
