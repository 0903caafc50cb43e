import { localCheck, type HealthCheck, type LocalCheckOptions } from '../check.ts'
import { readDuration, readText, refuse } from '../options/read-option.ts'
import { probeNewestFile } from '../probes/newest-file.ts'
import { parseBytes, type Bytes } from '../units/bytes.ts'
import { formatDuration, type Duration } from '../units/duration.ts'

export interface FileAgeOptions extends LocalCheckOptions {
  /** `*` in the last part stands for anything: `/backups/orders-*.dump`. */
  path: string
  /** An older newest file is critical; `'26h'` by default, for what is written once a day. */
  maxFileAge?: Duration
  /** Smaller files do not count; `'1B'` by default. */
  minSize?: Bytes
}

/**
 * Whether the newest of some files is new, and large, enough: backups, exports, certificates that something else renews.
 *
 * @example
 * fileAge({ name: 'backups', path: '/backups/orders-*.dump', minSize: '50MB' })
 */
export function fileAge(options: FileAgeOptions): HealthCheck {
  const { maxFileAge = '26h', minSize = '1B' } = options
  const path = readText(options.path, 'fileAge.path')
  const maxMs = readDuration(maxFileAge, 'fileAge.maxFileAge')
  const minBytes = parseBytes(minSize) ?? refuse('fileAge.minSize', "an amount such as '10MB'", minSize)
  return localCheck({
    name: 'file-age',
    options,
    defaults: { interval: '1m', timeout: '10s' },
    async run({ measure }) {
      const { matching, newest, tooSmall } = await probeNewestFile(path, minBytes)
      measure('files', matching)
      const small = tooSmall ? `; ${tooSmall.name} is newer, but has only ${tooSmall.sizeBytes} bytes` : ''
      if (!newest) return { status: 'critical', message: `no file of at least ${minSize} matches${small}` }
      const ageMs = Math.max(0, Date.now() - newest.modifiedAt)
      measure('size', newest.sizeBytes, 'bytes')
      const age = { value: Math.round(ageMs / 1000), unit: 's' }
      if (ageMs < maxMs) return age
      return { ...age, status: 'critical', message: `${newest.name} is ${formatDuration(ageMs)} old${small}` }
    },
  })
}
