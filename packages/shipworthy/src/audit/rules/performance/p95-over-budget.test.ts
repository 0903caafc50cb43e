import { describeRule } from '../../testing/describe-rule.ts'
import rule from './p95-over-budget.ts'

describeRule(rule)
