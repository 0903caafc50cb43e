import { describeRule } from '../../testing/describe-rule.ts'
import rule from './hsts.ts'

describeRule(rule)
