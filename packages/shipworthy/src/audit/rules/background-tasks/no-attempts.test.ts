import { describeRule } from '../../testing/describe-rule.ts'
import rule from './no-attempts.ts'

describeRule(rule)
