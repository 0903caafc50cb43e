import { describeRule } from '../../testing/describe-rule.ts'
import rule from './metrics-public.ts'

describeRule(rule)
