import { describeRule } from '../../testing/describe-rule.ts'
import rule from './unreachable.ts'

describeRule(rule)
