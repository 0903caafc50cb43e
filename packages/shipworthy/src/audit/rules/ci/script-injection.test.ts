import { describeRule } from '../../testing/describe-rule.ts'
import rule from './script-injection.ts'

describeRule(rule)
