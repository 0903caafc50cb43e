import { describeRule } from '../../testing/describe-rule.ts'
import rule from './node-eol.ts'

describeRule(rule)
