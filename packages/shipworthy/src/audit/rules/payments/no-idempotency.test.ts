import { describeRule } from '../../testing/describe-rule.ts'
import rule from './no-idempotency.ts'

describeRule(rule)
