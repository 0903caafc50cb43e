import { describeRule } from '../../testing/describe-rule.ts'
import rule from './dotenv-tracked.ts'

describeRule(rule)
