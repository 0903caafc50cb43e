import type { Exchange } from '../../facts/live/exchange.ts'

/** What the body of a health endpoint says, whatever the status: `degraded` is for people, and good. */
export type HealthWord = 'good' | 'bad' | 'silent'

const BAD = /^(fail(ed|ing|ure)?|down|error|unhealthy|critical|offline|not[ _-]?(ok|ready|healthy)|unavailable)$/i
const GOOD = /^(pass(ed|ing)?|ok(ay)?|up|healthy|ready|alive|live|running|online|success|warn(ing)?|degraded)$/i
/** Members that say it for all: `{"status":"fail"}` (draft-inadarei-api-health-check), `{"healthy":false}`. */
const MEMBERS = ['status', 'state', 'health', 'overallStatus', 'overall', 'healthy', 'ok', 'ready', 'success']
const MAX_TEXT = 40

export function healthWord({ body }: Pick<Exchange, 'body'>): HealthWord {
  const text = body.trim()
  if (text.length <= MAX_TEXT && !/[{<]/.test(text)) return wordOf(text.replace(/^"|"[.!]?$/g, ''))
  const value = parse(text)
  if (!isRecord(value)) return 'silent'
  const words = MEMBERS.map((member) => wordOf(value[member])).filter((word) => word !== 'silent')
  return words[0] ?? 'silent'
}

function wordOf(value: unknown): HealthWord {
  if (value === true) return 'good'
  if (value === false) return 'bad'
  if (typeof value !== 'string') return 'silent'
  if (BAD.test(value)) return 'bad'
  return GOOD.test(value) ? 'good' : 'silent'
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
