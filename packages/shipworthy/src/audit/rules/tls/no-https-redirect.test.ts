import { describeRule } from '../../testing/describe-rule.ts'
import rule from './no-https-redirect.ts'

describeRule(rule)
