import { describeRule } from '../../testing/describe-rule.ts'
import rule from './secret-fallback.ts'

describeRule(rule)
