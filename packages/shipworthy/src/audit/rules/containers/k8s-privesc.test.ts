import { describeRule } from '../../testing/describe-rule.ts'
import rule from './k8s-privesc.ts'

describeRule(rule)
