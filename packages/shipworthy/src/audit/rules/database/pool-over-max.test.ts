import { describeRule } from '../../testing/describe-rule.ts'
import rule from './pool-over-max.ts'

describeRule(rule)
