import { describeRule } from '../../testing/describe-rule.ts'
import rule from './memory-session.ts'

describeRule(rule)
