import { describeRule } from '../../testing/describe-rule.ts'
import rule from './old-protocol.ts'

describeRule(rule)
