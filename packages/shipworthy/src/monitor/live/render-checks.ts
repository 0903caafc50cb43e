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
/** Title, space, head of the table, the line about what does not fit, and the end of the last line. */
const FRAME_LINES = 5
const MIN_NAME_WIDTH = 8
const MAX_NAME_WIDTH = 40
/** What is said gets this much before names are cut. */
const MIN_SAID_WIDTH = 24
const GAP = '  '

interface Row {
  name: string
  status: Status
  since: string
  took: string
  said: string
}

/** All checks as a table, worst first. `notes` are lines below it, about the monitor itself. */
export function renderChecks(snapshot: HealthSnapshot, screen: TableScreen, notes: readonly string[] = []): string {
  const { checks, service } = snapshot
  const sorted = checks.toSorted(
    (a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status) || (a.name < b.name ? -1 : 1),
  )
  const room = screen.height - FRAME_LINES - notes.length
  const rows = sorted.slice(0, Math.max(1, room)).map((check) => rowOf(check, screen.now))
  const counts = ORDER.map((status) => [status, checks.filter((check) => check.status === status).length] as const)
  const title = counts
    .filter(([, count]) => count > 0)
    .map(([status, count]) => paint(`${count} ${status}`, status, screen))
  const more = sorted.length > rows.length ? [`… and ${sorted.length - rows.length} more`] : []
  const below = notes.map((note) => cut(plain(note), screen.width))
  return [`${service.name}: ${title.join(', ')}`, '', ...renderRows(rows, screen), ...more, ...below, ''].join('\n')
}

function rowOf({ name, status, since, result }: CheckSnapshot, now: number): Row {
  const value = result?.value === undefined ? '' : `${String(result.value)} ${result.unit ?? ''}`
  return {
    name,
    status,
    since: ago(now - since),
    took: result ? `${Math.round(result.durationMs)} ms` : '–',
    said: plain(result?.message ?? value),
  }
}

/** Columns are as wide as what is in them; what is said gets the rest. */
function renderRows(rows: readonly Row[], screen: TableScreen): string[] {
  const [sinceWidth, tookWidth] = [widthOf(rows, 'since', 'FOR'), widthOf(rows, 'took', 'TOOK')]
  const fixedWidth = 'critical'.length + sinceWidth + tookWidth + 4 * GAP.length
  const nameLimit = Math.max(MIN_NAME_WIDTH, Math.min(MAX_NAME_WIDTH, screen.width - fixedWidth - MIN_SAID_WIDTH))
  const nameWidth = Math.min(nameLimit, widthOf(rows, 'name', 'CHECK'))
  const saidWidth = Math.max(0, screen.width - fixedWidth - nameWidth)
  const line = (name: string, status: string, since: string, took: string, said: string): string =>
    [
      cut(name, nameWidth).padEnd(nameWidth),
      status,
      since.padStart(sinceWidth),
      took.padStart(tookWidth),
      cut(said, saidWidth),
    ]
      .join(GAP)
      .trimEnd()
  return [
    line('CHECK', 'STATUS'.padEnd('critical'.length), 'FOR', 'TOOK', 'SAID'),
    ...rows.map(({ name, status, since, took, said }) =>
      line(name, paint(status.padEnd('critical'.length), status, screen), since, took, said),
    ),
  ]
}

function widthOf(rows: readonly Row[], column: keyof Row, title: string): number {
  return Math.max(title.length, ...rows.map((row) => row[column].length))
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

function cut(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, Math.max(0, width - 1))}…`.slice(0, width) : text
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
