import { describeRule } from '../../testing/describe-rule.ts'
import rule from './secret-in-client.ts'

describeRule(rule)
