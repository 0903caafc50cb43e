import { describeRule } from '../../testing/describe-rule.ts'
import rule from './verify-disabled-env.ts'

describeRule(rule)
