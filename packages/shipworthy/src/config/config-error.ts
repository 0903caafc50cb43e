import { ShipworthyError } from '../errors.ts'
import type { ConfigFault } from './config-document.ts'

/** The error for what is wrong in a configuration: the first fault by place, and how many more there are. */
export function configError(path: string, text: string, faults: readonly ConfigFault[]): ShipworthyError {
  const [first = { at: 0, problem: 'something is wrong' }, ...others] = faults.toSorted((a, b) => a.at - b.at)
  const more = others.length === 0 ? '' : ` (and ${others.length} more ${others.length === 1 ? 'fault' : 'faults'})`
  return ShipworthyError.of('SW_ERR_CONFIG_INVALID', {
    place: `${path}:${placeOf(text, first.at)}`,
    problem: `${first.problem}${more}`,
  })
}

/** `line:column`, both from 1. */
function placeOf(text: string, offset: number): string {
  const before = text.slice(0, offset)
  const lastBreak = before.lastIndexOf('\n')
  return `${before.split('\n').length}:${offset - lastBreak}`
}
