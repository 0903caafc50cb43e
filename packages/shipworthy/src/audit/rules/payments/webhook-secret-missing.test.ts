import { describeRule } from '../../testing/describe-rule.ts'
import rule from './webhook-secret-missing.ts'

describeRule(rule)
