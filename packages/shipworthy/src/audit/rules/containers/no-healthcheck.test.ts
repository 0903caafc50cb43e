import { describeRule } from '../../testing/describe-rule.ts'
import rule from './no-healthcheck.ts'

describeRule(rule)
