import { describeRule } from '../../testing/describe-rule.ts'
import rule from './no-error-listener.ts'

describeRule(rule)
