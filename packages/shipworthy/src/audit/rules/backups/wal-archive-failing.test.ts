import { describeRule } from '../../testing/describe-rule.ts'
import rule from './wal-archive-failing.ts'

describeRule(rule)
