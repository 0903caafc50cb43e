import { describeRule } from '../../testing/describe-rule.ts'
import rule from './stack-leak.ts'

describeRule(rule)
