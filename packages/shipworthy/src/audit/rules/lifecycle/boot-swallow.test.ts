import { describeRule } from '../../testing/describe-rule.ts'
import rule from './boot-swallow.ts'

describeRule(rule)
