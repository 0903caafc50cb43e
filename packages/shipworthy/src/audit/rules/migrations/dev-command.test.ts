import { describeRule } from '../../testing/describe-rule.ts'
import rule from './dev-command.ts'

describeRule(rule)
