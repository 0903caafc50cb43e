import { describeRule } from '../../testing/describe-rule.ts'
import rule from './docker-tool-missing.ts'

describeRule(rule)
