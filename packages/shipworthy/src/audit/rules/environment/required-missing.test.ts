import { describeRule } from '../../testing/describe-rule.ts'
import rule from './required-missing.ts'

describeRule(rule)
