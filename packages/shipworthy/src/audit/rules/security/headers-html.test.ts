import { describeRule } from '../../testing/describe-rule.ts'
import rule from './headers-html.ts'

describeRule(rule)
