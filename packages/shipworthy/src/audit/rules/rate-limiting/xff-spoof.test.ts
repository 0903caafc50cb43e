import { describeRule } from '../../testing/describe-rule.ts'
import rule from './xff-spoof.ts'

describeRule(rule)
