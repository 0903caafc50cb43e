import { describeRule } from '../../testing/describe-rule.ts'
import rule from './client-leak.ts'

describeRule(rule)
