import { describeRule } from '../../testing/describe-rule.ts'
import rule from './express4-async.ts'

describeRule(rule)
