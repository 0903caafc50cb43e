import { describeRule } from '../../testing/describe-rule.ts'
import rule from './privileged.ts'

describeRule(rule)
