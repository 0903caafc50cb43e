import { describeRule } from '../../testing/describe-rule.ts'
import rule from './sync-io-in-handler.ts'

describeRule(rule)
