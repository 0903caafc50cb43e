import type { CheckSnapshot, HealthSnapshot, Status } from '@shipworthy/health'

export interface TableScreen {
  color: boolean
  /** Cells. */
  width: number
  /** Lines; what does not fit is counted. */
  height: number
  /** Milliseconds since 1970. */
  now: number
}

const ORDER: readonly Status[] = ['critical', 'unknown', 'warning', 'healthy']
const COLORS: Readonly<Record<Status, number>> = { critical: 31, unknown: 35, warning: 33, healthy: 32 }
/** Title, space, head of the table, and the line about what does not fit. */
const FRAME_LINES = 4

/** All checks as a table, worst first. */
export function renderChecks(snapshot: HealthSnapshot, screen: TableScreen): string {
  const { checks, service } = snapshot
  const sorted = checks.toSorted(
    (a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status) || (a.name < b.name ? -1 : 1),
  )
  const shown = sorted.slice(0, Math.max(1, screen.height - FRAME_LINES))
  const nameWidth = Math.min(40, Math.max(5, ...shown.map(({ name }) => name.length)))
  const counts = ORDER.map((status) => [status, checks.filter((check) => check.status === status).length] as const)
  const title = counts
    .filter(([, count]) => count > 0)
    .map(([status, count]) => paint(`${count} ${status}`, status, screen))
  const head = `${'CHECK'.padEnd(nameWidth)}  ${'STATUS'.padEnd(8)}  ${'FOR'.padStart(6)}  ${'TOOK'.padStart(8)}  SAID`
  const rows = shown.map((check) => renderRow(check, nameWidth, screen))
  const more = sorted.length > shown.length ? [`… and ${sorted.length - shown.length} more`] : []
  return [`${service.name}: ${title.join(', ')}`, '', head, ...rows, ...more, ''].join('\n')
}

function renderRow({ name, status, since, result }: CheckSnapshot, nameWidth: number, screen: TableScreen): string {
  const took = result ? `${Math.round(result.durationMs)} ms` : '–'
  const said = plain(
    result?.message ?? (result?.value === undefined ? '' : `${String(result.value)} ${result.unit ?? ''}`),
  )
  const start = `${fit(name, nameWidth)}  `
  const end = `  ${ago(screen.now - since).padStart(6)}  ${took.padStart(8)}  `
  const room = Math.max(0, screen.width - start.length - 8 - end.length)
  return `${start}${paint(status.padEnd(8), status, screen)}${end}${fit(said, room).trimEnd()}`
}

/** A status as one line, for where there is no table. */
export function renderTransition(
  at: number,
  { check, from, to, message }: { check: string; from: Status; to: Status; message?: string },
): string {
  return `${new Date(at).toISOString()} ${check} ${from} → ${to}${message === undefined ? '' : `: ${plain(message)}`}\n`
}

function paint(text: string, status: Status, { color }: TableScreen): string {
  return color ? `\u001b[${COLORS[status]}m${text}\u001b[0m` : text
}

function fit(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, Math.max(0, width - 1))}…` : text.padEnd(width)
}

function ago(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000))
  if (seconds < 120) return `${seconds} s`
  if (seconds < 7_200) return `${Math.round(seconds / 60)} m`
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} d`
}

/** What a server says may hold what moves the cursor. */
function plain(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').trim()
}
