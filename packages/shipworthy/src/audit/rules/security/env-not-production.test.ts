import { describeRule } from '../../testing/describe-rule.ts'
import rule from './env-not-production.ts'

describeRule(rule)
