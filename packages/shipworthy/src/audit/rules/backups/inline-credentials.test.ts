import { describeRule } from '../../testing/describe-rule.ts'
import rule from './inline-credentials.ts'

describeRule(rule)
