import { describeRule } from '../../testing/describe-rule.ts'
import rule from './error-rate.ts'

describeRule(rule)
