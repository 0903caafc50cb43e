import { describeRule } from '../../testing/describe-rule.ts'
import rule from './ready-constant.ts'

describeRule(rule)
