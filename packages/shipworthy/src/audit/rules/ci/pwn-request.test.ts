import { describeRule } from '../../testing/describe-rule.ts'
import rule from './pwn-request.ts'

describeRule(rule)
