import { describeRule } from '../../testing/describe-rule.ts'
import rule from './target-down.ts'

describeRule(rule)
