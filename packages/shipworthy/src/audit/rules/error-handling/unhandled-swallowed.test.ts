import { describeRule } from '../../testing/describe-rule.ts'
import rule from './unhandled-swallowed.ts'

describeRule(rule)
