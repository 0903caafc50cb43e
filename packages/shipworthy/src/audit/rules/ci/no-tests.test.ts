import { describeRule } from '../../testing/describe-rule.ts'
import rule from './no-tests.ts'

describeRule(rule)
