import { describeRule } from '../../testing/describe-rule.ts'
import rule from './chain-incomplete.ts'

describeRule(rule)
