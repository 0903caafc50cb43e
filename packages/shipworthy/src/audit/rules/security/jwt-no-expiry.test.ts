import { describeRule } from '../../testing/describe-rule.ts'
import rule from './jwt-no-expiry.ts'

describeRule(rule)
