import { describeRule } from '../../testing/describe-rule.ts'
import rule from './prod-start-dev-tool.ts'

describeRule(rule)
