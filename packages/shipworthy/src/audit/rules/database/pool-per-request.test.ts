import { describeRule } from '../../testing/describe-rule.ts'
import rule from './pool-per-request.ts'

describeRule(rule)
