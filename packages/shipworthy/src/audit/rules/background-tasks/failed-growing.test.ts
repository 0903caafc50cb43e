import { describeRule } from '../../testing/describe-rule.ts'
import rule from './failed-growing.ts'

describeRule(rule)
