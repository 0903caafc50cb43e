import { describeRule } from '../../testing/describe-rule.ts'
import rule from './bullmq-retries-null.ts'

describeRule(rule)
