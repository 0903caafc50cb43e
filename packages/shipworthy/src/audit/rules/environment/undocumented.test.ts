import { describeRule } from '../../testing/describe-rule.ts'
import rule from './undocumented.ts'

describeRule(rule)
