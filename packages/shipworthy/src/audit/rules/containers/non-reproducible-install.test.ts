import { describeRule } from '../../testing/describe-rule.ts'
import rule from './non-reproducible-install.ts'

describeRule(rule)
