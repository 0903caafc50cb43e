import { describeRule } from '../../testing/describe-rule.ts'
import rule from './auth-unlimited.ts'

describeRule(rule)
