import { describeRule } from '../../testing/describe-rule.ts'
import rule from './no-workers.ts'

describeRule(rule)
