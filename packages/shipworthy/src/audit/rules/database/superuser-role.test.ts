import { describeRule } from '../../testing/describe-rule.ts'
import rule from './superuser-role.ts'

describeRule(rule)
