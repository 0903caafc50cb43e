import { describeRule } from '../../testing/describe-rule.ts'
import rule from './no-persistence-for-queue.ts'

describeRule(rule)
