import { describeRule } from '../../testing/describe-rule.ts'
import rule from './ingress-no-tls.ts'

describeRule(rule)
