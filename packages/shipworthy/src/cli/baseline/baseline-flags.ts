import type { CheckFlags } from '../check/check-flags.ts'

/** What `baseline update` was asked for on the command line. */
export interface BaselineFlags extends Pick<
  CheckFlags,
  'config' | 'plugin' | 'whole' | 'inlineIgnores' | 'today' | 'debug'
> {
  baseline?: string
  acceptNew?: true
}
