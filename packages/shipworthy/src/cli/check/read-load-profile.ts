import type { LoadProfile } from '../../audit/gather/live/live-request.ts'
import { usageError } from '../parse-option.ts'

/** What a service of ordinary size should bear: 50 users, 200 ms on average, one error in a hundred. */
const DEFAULTS: LoadProfile = {
  connections: 50,
  seconds: 5,
  rounds: 3,
  averageMs: 200,
  p95Ms: 500,
  errorRate: 0.01,
}
const SHAPE = /^(\d{1,5})x(\d{1,4})s?$/
const LIMITS = { p95: 'p95Ms', average: 'averageMs', rounds: 'rounds', rps: 'minRps' } as const

/**
 * How much load: `50x10s`, and what is expected under it: `50x10s,path=/search,p95=300,rps=200`.
 *
 * @throws ShipworthyError `SW_ERR_USAGE`
 */
export function readLoadProfile(word: string | true): LoadProfile {
  if (word === true) return DEFAULTS
  return word.split(',').reduce((profile, part) => ({ ...profile, ...readPart(part, word) }), DEFAULTS)
}

function readPart(part: string, word: string): Partial<LoadProfile> {
  const [, connections, seconds] = SHAPE.exec(part) ?? []
  if (connections && seconds) return { connections: Number(connections), seconds: Number(seconds) }
  const [key = '', ...rest] = part.split('=')
  const value = rest.join('=')
  if (key === 'path' && value.startsWith('/')) return { path: value }
  if (key === 'errors' && /^\d+(\.\d+)?%$/.test(value)) return { errorRate: Number(value.slice(0, -1)) / 100 }
  const name = LIMITS[key as keyof typeof LIMITS]
  if (name && /^\d{1,6}$/.test(value) && Number(value) > 0) return { [name]: Number(value) }
  throw usageError(`--load takes a profile such as 50x10s,path=/search,p95=300,errors=1%, not "${word}"`)
}
