import { describeRule } from '../../testing/describe-rule.ts'
import rule from './backlog.ts'

describeRule(rule)
