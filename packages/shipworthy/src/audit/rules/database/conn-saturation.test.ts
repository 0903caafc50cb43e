import { describeRule } from '../../testing/describe-rule.ts'
import rule from './conn-saturation.ts'

describeRule(rule)
