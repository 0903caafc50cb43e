import { describeRule } from '../../testing/describe-rule.ts'
import rule from './injection-sql.ts'

describeRule(rule)
