import { describeRule } from '../../testing/describe-rule.ts'
import rule from './cors-reflect-credentials.ts'

describeRule(rule)
