import { describeRule } from '../../testing/describe-rule.ts'
import rule from './k8s-no-readiness.ts'

describeRule(rule)
