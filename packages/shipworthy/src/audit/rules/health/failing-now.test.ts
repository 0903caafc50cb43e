import { describeRule } from '../../testing/describe-rule.ts'
import rule from './failing-now.ts'

describeRule(rule)
