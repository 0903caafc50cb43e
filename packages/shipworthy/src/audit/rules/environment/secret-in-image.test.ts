import { describeRule } from '../../testing/describe-rule.ts'
import rule from './secret-in-image.ts'

describeRule(rule)
