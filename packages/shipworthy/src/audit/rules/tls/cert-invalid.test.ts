import { describeRule } from '../../testing/describe-rule.ts'
import rule from './cert-invalid.ts'

describeRule(rule)
