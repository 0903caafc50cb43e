import { describeRule } from '../../testing/describe-rule.ts'
import rule from './live-credential.ts'

describeRule(rule)
