import { describeRule } from '../../testing/describe-rule.ts'
import rule from './port-published.ts'

describeRule(rule)
