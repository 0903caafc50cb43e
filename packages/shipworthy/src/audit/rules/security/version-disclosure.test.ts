import { describeRule } from '../../testing/describe-rule.ts'
import rule from './version-disclosure.ts'

describeRule(rule)
