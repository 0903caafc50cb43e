import { describeRule } from '../../testing/describe-rule.ts'
import rule from './no-redaction.ts'

describeRule(rule)
