import type { Suppression } from '../model/suppression.ts'
import { formatPlace, plural } from './format.ts'

/** Who decided until when, and where it is written. */
export function describeTerms({ until, owner, file, line, findings, state }: Suppression): string {
  const place = formatPlace({ file, ...(line !== undefined && { line }) })
  const covered = state === 'active' ? plural(findings, 'finding') : state
  return [covered, until ? `until ${until}` : 'no end', owner, place].filter(Boolean).join(' · ')
}
