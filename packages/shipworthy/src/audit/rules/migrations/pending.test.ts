import { describeRule } from '../../testing/describe-rule.ts'
import rule from './pending.ts'

describeRule(rule)
