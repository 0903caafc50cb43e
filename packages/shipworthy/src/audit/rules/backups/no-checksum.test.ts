import { describeRule } from '../../testing/describe-rule.ts'
import rule from './no-checksum.ts'

describeRule(rule)
