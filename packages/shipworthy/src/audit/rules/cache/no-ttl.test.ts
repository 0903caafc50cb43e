import { describeRule } from '../../testing/describe-rule.ts'
import rule from './no-ttl.ts'

describeRule(rule)
