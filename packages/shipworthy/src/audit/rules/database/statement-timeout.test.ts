import { describeRule } from '../../testing/describe-rule.ts'
import rule from './statement-timeout.ts'

describeRule(rule)
