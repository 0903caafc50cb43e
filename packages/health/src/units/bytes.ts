/** An amount of memory or disk: `'512MiB'`, `'1.5GB'`. */
export type Bytes = `${number}${'B' | 'kB' | 'MB' | 'GB' | 'TB' | 'KiB' | 'MiB' | 'GiB' | 'TiB'}`

const UNITS: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
}

/** Bytes of an amount; undefined for what is none. */
export function parseBytes(value: unknown): number | undefined {
  const [, count, unit] = typeof value === 'string' ? (/^(\d+(?:\.\d+)?)([kKMGT]?i?B)$/.exec(value) ?? []) : []
  const factor = unit === undefined ? undefined : UNITS[unit]
  return count === undefined || factor === undefined ? undefined : Number(count) * factor
}
