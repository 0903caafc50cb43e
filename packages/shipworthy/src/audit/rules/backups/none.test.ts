import { describeRule } from '../../testing/describe-rule.ts'
import rule from './none.ts'

describeRule(rule)
