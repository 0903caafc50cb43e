import { describeRule } from '../../testing/describe-rule.ts'
import rule from './no-memory-limit.ts'

describeRule(rule)
