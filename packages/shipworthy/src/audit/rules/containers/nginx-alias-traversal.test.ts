import { describeRule } from '../../testing/describe-rule.ts'
import rule from './nginx-alias-traversal.ts'

describeRule(rule)
