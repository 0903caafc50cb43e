import { describeRule } from '../../testing/describe-rule.ts'
import rule from './artifact-exposed.ts'

describeRule(rule)
