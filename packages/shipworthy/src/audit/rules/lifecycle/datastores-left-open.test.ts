import { describeRule } from '../../testing/describe-rule.ts'
import rule from './datastores-left-open.ts'

describeRule(rule)
