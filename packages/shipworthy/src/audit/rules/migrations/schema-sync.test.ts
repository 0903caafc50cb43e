import { describeRule } from '../../testing/describe-rule.ts'
import rule from './schema-sync.ts'

describeRule(rule)
