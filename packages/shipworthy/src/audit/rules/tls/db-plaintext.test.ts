import { describeRule } from '../../testing/describe-rule.ts'
import rule from './db-plaintext.ts'

describeRule(rule)
