import { describeRule } from '../../testing/describe-rule.ts'
import rule from './default-admin.ts'

describeRule(rule)
