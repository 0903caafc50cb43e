import { describeRule } from '../../testing/describe-rule.ts'
import rule from './no-command-timeout.ts'

describeRule(rule)
