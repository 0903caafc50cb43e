import { describeRule } from '../../testing/describe-rule.ts'
import rule from './no-updater.ts'

describeRule(rule)
