import { describeRule } from '../../testing/describe-rule.ts'
import rule from './cron-in-replicas.ts'

describeRule(rule)
