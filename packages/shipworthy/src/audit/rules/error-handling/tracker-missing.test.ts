import { describeRule } from '../../testing/describe-rule.ts'
import rule from './tracker-missing.ts'

describeRule(rule)
