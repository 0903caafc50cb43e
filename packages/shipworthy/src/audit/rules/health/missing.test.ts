import { describeRule } from '../../testing/describe-rule.ts'
import rule from './missing.ts'

describeRule(rule)
