import { describeRule } from '../../testing/describe-rule.ts'
import rule from './no-cleanup.ts'

describeRule(rule)
