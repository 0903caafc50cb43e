import { describeRule } from '../../testing/describe-rule.ts'
import rule from './no-compression.ts'

describeRule(rule)
