import { describeRule } from '../../testing/describe-rule.ts'
import rule from './pipe-masks-failure.ts'

describeRule(rule)
