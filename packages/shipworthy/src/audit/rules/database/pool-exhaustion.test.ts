import { describeRule } from '../../testing/describe-rule.ts'
import rule from './pool-exhaustion.ts'

describeRule(rule)
