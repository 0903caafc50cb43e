import { describeRule } from '../../testing/describe-rule.ts'
import rule from './test-key-prod.ts'

describeRule(rule)
