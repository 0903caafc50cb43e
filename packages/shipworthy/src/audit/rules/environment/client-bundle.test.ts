import { describeRule } from '../../testing/describe-rule.ts'
import rule from './client-bundle.ts'

describeRule(rule)
