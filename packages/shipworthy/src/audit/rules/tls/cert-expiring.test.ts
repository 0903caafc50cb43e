import { describeRule } from '../../testing/describe-rule.ts'
import rule from './cert-expiring.ts'

describeRule(rule)
