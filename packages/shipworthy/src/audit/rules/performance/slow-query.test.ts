import { describeRule } from '../../testing/describe-rule.ts'
import rule from './slow-query.ts'

describeRule(rule)
