import { describeRule } from '../../testing/describe-rule.ts'
import rule from './no-lockfile.ts'

describeRule(rule)
