import { describeRule } from '../../testing/describe-rule.ts'
import rule from './debug-surface.ts'

describeRule(rule)
