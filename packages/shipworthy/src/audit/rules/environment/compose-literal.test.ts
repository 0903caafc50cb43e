import { describeRule } from '../../testing/describe-rule.ts'
import rule from './compose-literal.ts'

describeRule(rule)
