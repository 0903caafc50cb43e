import { describeRule } from '../../testing/describe-rule.ts'
import rule from './no-boot-validation.ts'

describeRule(rule)
