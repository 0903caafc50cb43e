import { describeRule } from '../../testing/describe-rule.ts'
import rule from './private-cacheable.ts'

describeRule(rule)
