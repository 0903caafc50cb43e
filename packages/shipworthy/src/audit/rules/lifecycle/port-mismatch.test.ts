import { describeRule } from '../../testing/describe-rule.ts'
import rule from './port-mismatch.ts'

describeRule(rule)
