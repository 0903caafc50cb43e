import { describeRule } from '../../testing/describe-rule.ts'
import rule from './status-lie.ts'

describeRule(rule)
