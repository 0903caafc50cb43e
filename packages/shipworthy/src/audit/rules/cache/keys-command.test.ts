import { describeRule } from '../../testing/describe-rule.ts'
import rule from './keys-command.ts'

describeRule(rule)
