import { describeRule } from '../../testing/describe-rule.ts'
import rule from './shrunk.ts'

describeRule(rule)
