import { describeRule } from '../../testing/describe-rule.ts'
import rule from './raw-body-lost.ts'

describeRule(rule)
