/** What one measurement found. */
export interface BenchRow {
  what: string
  ours: number
  /** Of the library it is compared with; left out when that is not there. */
  theirs?: number
  /** `1/s` is better when it is more; `ms` and `loads` when it is less. */
  unit: '1/s' | 'ms' | 'loads'
}

/** Measurements of one part of the kit. */
export interface BenchSuite {
  name: string
  /** The library beside it. */
  beside: string
  run: (context: BenchContext) => Promise<BenchRow[]>
}

export interface BenchContext {
  /** Of a Redis of our own, empty; undefined when there is none on this machine. */
  redis?: { url: string; kill: () => Promise<void>; start: () => Promise<void> }
  /** Loads a library to compare with; undefined when it is not installed. */
  load: (name: string) => Promise<Record<string, unknown> | undefined>
}

export function describeRows({ name, beside }: BenchSuite, rows: readonly BenchRow[]): string {
  const lines = rows.map(({ what, ours, theirs, unit }) => {
    const ratio = theirs === undefined ? '' : `${(unit === '1/s' ? ours / theirs : theirs / ours).toFixed(2)} ×`
    return `  ${what.padEnd(44)}${figure(ours, unit)}${theirs === undefined ? ''.padStart(16) : figure(theirs, unit)}${ratio.padStart(10)}`
  })
  return [`${name} (${beside} beside it; more than 1 × is better)`, ...lines].join('\n')
}

function figure(value: number, unit: BenchRow['unit']): string {
  const text = unit === 'ms' ? value.toFixed(3) : Math.round(value).toLocaleString('en')
  return `${text} ${unit}`.padStart(16)
}
