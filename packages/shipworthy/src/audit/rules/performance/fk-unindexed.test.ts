import { describeRule } from '../../testing/describe-rule.ts'
import rule from './fk-unindexed.ts'

describeRule(rule)
