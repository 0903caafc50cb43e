import { describeRule } from '../../testing/describe-rule.ts'
import rule from './no-correlation.ts'

describeRule(rule)
