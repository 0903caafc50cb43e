import { describeRule } from '../../testing/describe-rule.ts'
import rule from './version-eol.ts'

describeRule(rule)
