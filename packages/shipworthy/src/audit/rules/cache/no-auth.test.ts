import { describeRule } from '../../testing/describe-rule.ts'
import rule from './no-auth.ts'

describeRule(rule)
