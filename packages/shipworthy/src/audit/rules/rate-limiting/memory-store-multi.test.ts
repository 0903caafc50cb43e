import { describeRule } from '../../testing/describe-rule.ts'
import rule from './memory-store-multi.ts'

describeRule(rule)
