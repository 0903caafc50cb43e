import { describeRule } from '../../testing/describe-rule.ts'
import rule from './live-checks-deps.ts'

describeRule(rule)
