import { describeRule } from '../../testing/describe-rule.ts'
import rule from './fail-open-auth.ts'

describeRule(rule)
