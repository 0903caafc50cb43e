import { describeRule } from '../../testing/describe-rule.ts'
import rule from './acquire-timeout.ts'

describeRule(rule)
