import { describeRule } from '../../testing/describe-rule.ts'
import rule from './session-cookie-flags.ts'

describeRule(rule)
