import { describeRule } from '../../testing/describe-rule.ts'
import rule from './no-central-handler.ts'

describeRule(rule)
