import { describeRule } from '../../testing/describe-rule.ts'
import rule from './failed.ts'

describeRule(rule)
