import { describeRule } from '../../testing/describe-rule.ts'
import rule from './unstructured.ts'

describeRule(rule)
