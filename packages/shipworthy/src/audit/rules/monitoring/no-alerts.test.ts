import { describeRule } from '../../testing/describe-rule.ts'
import rule from './no-alerts.ts'

describeRule(rule)
