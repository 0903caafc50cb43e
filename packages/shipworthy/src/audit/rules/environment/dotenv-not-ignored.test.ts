import { describeRule } from '../../testing/describe-rule.ts'
import rule from './dotenv-not-ignored.ts'

describeRule(rule)
