import { describeRule } from '../../testing/describe-rule.ts'
import rule from './nosniff.ts'

describeRule(rule)
