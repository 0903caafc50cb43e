import { describeRule } from '../../testing/describe-rule.ts'
import rule from './uncaught-continues.ts'

describeRule(rule)
