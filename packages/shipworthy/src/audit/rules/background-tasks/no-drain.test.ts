import { describeRule } from '../../testing/describe-rule.ts'
import rule from './no-drain.ts'

describeRule(rule)
