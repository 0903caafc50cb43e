import type { Finding } from '../../model/outcome.ts'
import { truncateMiddle, visibleWidth } from './width.ts'

const MAX_PLACES = 3
const MIN_PATH = 12

/** `src/a.ts:12, 40, src/b.ts:7 … and 2 more`, in the room there is; a file is named once. */
export function listPlaces(findings: readonly Finding[], room: number): string {
  const places = findings.filter(({ file }) => file !== undefined).slice(0, MAX_PLACES)
  if (places.length === 0) return ''
  const files = [...new Set(places.map(({ file }) => file!))]
  const more = findings.length - places.length
  const ending = more > 0 ? ` … and ${more} more` : ''
  const suffixes = files.map((file) => lineNumbers(places.filter((place) => place.file === file)))
  const used = suffixes.reduce((sum, suffix) => sum + suffix.length + 2, visibleWidth(ending))
  const each = Math.max(MIN_PATH, Math.floor((room - used) / files.length))
  return files.map((file, index) => truncateMiddle(file, each) + suffixes[index]!).join(', ') + ending
}

function lineNumbers(findings: readonly Finding[]): string {
  const numbers = findings.flatMap(({ line }) => line ?? [])
  return numbers.length === 0 ? '' : `:${numbers.join(', ')}`
}
