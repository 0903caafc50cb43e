import { describeRule } from '../../testing/describe-rule.ts'
import rule from './no-sigterm.ts'

describeRule(rule)
