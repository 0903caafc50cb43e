import { describeRule } from '../../testing/describe-rule.ts'
import rule from './injection-command.ts'

describeRule(rule)
