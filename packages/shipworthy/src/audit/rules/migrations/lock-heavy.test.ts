import { describeRule } from '../../testing/describe-rule.ts'
import rule from './lock-heavy.ts'

describeRule(rule)
