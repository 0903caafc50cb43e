const UNIT_MS: Record<string, number> = {
  ms: 1,
  millisecond: 1,
  s: 1000,
  sec: 1000,
  second: 1000,
  m: 60_000,
  min: 60_000,
  minute: 60_000,
  h: 3_600_000,
  hr: 3_600_000,
  hour: 3_600_000,
  d: 86_400_000,
  day: 86_400_000,
}

/** Milliseconds of `60000`, `15 minutes`, `1h`, the way the package `ms` reads them; nothing when it is none. */
export function durationMs(text: string | undefined): number | undefined {
  const match = /^\s*([\d.]+)\s*([a-z]*)\s*$/i.exec(text ?? '')
  if (!match) return undefined
  const unit = match[2]!.toLowerCase()
  const factor = unit === '' ? 1 : (UNIT_MS[unit] ?? UNIT_MS[unit.replace(/s$/, '')])
  const number = Number(match[1])
  return factor === undefined || Number.isNaN(number) ? undefined : number * factor
}
