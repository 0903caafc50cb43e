import { describeRule } from '../../testing/describe-rule.ts'
import rule from './pool-size-implicit.ts'

describeRule(rule)
