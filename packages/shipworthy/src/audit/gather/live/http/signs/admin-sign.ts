import { isPage } from '../../../../facts/live/catch-all.ts'
import type { Exchange } from '../../../../facts/live/exchange.ts'

const LOGIN = /type=["']?password|name=["']?password|\bsign[ -]?in\b|\blog[ -]?in\b/i
const REFUSAL = /"(error|errors|statusCode|message)"\s*:/

/** What the answer of an address for administrators is. The shell of a browser application proves nothing. */
export function adminSign(exchange: Exchange): 'records' | 'login page' | 'page' | undefined {
  if (isPage(exchange)) return LOGIN.test(exchange.body) ? 'login page' : 'page'
  return holdsRecords(exchange) ? 'records' : undefined
}

/** A list of objects, or an object that holds one or has several members. */
function holdsRecords({ headers, body, cut }: Exchange): boolean {
  if (!/json/.test(headers['content-type'] ?? '')) return false
  if (cut) return /^\s*(\[\s*\{|\{[^]{0,200}\[\s*\{)/.test(body)
  try {
    const value: unknown = JSON.parse(body)
    if (Array.isArray(value)) return value.some(isObject)
    if (!isObject(value) || REFUSAL.test(body.slice(0, 200))) return false
    const members = Object.values(value)
    return members.some((member) => Array.isArray(member) && member.some(isObject)) || members.length > 2
  } catch {
    return false
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
