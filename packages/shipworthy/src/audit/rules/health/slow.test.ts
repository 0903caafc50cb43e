import { describeRule } from '../../testing/describe-rule.ts'
import rule from './slow.ts'

describeRule(rule)
