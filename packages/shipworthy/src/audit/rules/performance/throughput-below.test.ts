import { describeRule } from '../../testing/describe-rule.ts'
import rule from './throughput-below.ts'

describeRule(rule)
