import { describeRule } from '../../testing/describe-rule.ts'
import rule from './pool-error-handler.ts'

describeRule(rule)
