import { describeRule } from '../../testing/describe-rule.ts'
import rule from './same-volume.ts'

describeRule(rule)
