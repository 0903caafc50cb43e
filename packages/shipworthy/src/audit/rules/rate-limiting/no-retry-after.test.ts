import { describeRule } from '../../testing/describe-rule.ts'
import rule from './no-retry-after.ts'

describeRule(rule)
