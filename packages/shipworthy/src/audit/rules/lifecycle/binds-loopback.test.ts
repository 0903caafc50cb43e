import { describeRule } from '../../testing/describe-rule.ts'
import rule from './binds-loopback.ts'

describeRule(rule)
