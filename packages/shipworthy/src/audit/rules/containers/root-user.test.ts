import { describeRule } from '../../testing/describe-rule.ts'
import rule from './root-user.ts'

describeRule(rule)
