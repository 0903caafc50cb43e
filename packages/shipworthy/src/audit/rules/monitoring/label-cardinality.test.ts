import { describeRule } from '../../testing/describe-rule.ts'
import rule from './label-cardinality.ts'

describeRule(rule)
