import type { Kind } from '../../model/kind.ts'
import type { Status } from '../../model/status.ts'
import type { AlertMatch } from '../../model/alert-match.ts'

export interface Matched {
  check: string
  kind: Kind
  labels: Readonly<Record<string, string>>
  incident: { status: Status; worst: Status }
}

/** Whether everything that is asked for holds. */
export function matches({ check, kind, severity, labels }: AlertMatch, trouble: Matched): boolean {
  const { status, worst } = trouble.incident
  return (
    (check === undefined || listOf(check).some((pattern) => matchesName(pattern, trouble.check))) &&
    (kind === undefined || listOf(kind).includes(trouble.kind)) &&
    (severity === undefined || listOf(severity).includes(status === 'healthy' ? worst : status)) &&
    Object.entries(labels ?? {}).every(([name, value]) => trouble.labels[name] === value)
  )
}

function listOf<T extends string>(value: T | readonly T[]): readonly T[] {
  return typeof value === 'string' ? [value] : value
}

/** `*` stands for any characters. Every part between stars is looked for after the one before: linear, whatever the pattern. */
function matchesName(pattern: string, name: string): boolean {
  const [first = '', ...rest] = pattern.split('*')
  if (rest.length === 0) return pattern === name
  const last = rest.pop()!
  if (!name.startsWith(first) || name.length < first.length + last.length || !name.endsWith(last)) return false
  let at = first.length
  for (const part of rest) {
    const found = name.indexOf(part, at)
    if (found === -1) return false
    at = found + part.length
  }
  return at <= name.length - last.length
}
