import { describeRule } from '../../testing/describe-rule.ts'
import rule from './latest-tag.ts'

describeRule(rule)
