import { describeRule } from '../../testing/describe-rule.ts'
import rule from './no-dockerignore.ts'

describeRule(rule)
