import { describeRule } from '../../testing/describe-rule.ts'
import rule from './admin-unauth.ts'

describeRule(rule)
