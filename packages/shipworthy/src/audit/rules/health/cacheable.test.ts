import { describeRule } from '../../testing/describe-rule.ts'
import rule from './cacheable.ts'

describeRule(rule)
