import { lineAndColumn, lineStartsOf } from '../../facts/position.ts'
import type { BrowserSecret } from '../../facts/settings.ts'
import { isServerSecretName } from '../../facts/is-server-secret-name.ts'

export interface BrowserSecretScan {
  found: BrowserSecret[]
  scan: (path: string, text: string) => void
}

const VARIABLE =
  /(?:(?:process|import\.meta)\.env\.|\b)((?:NEXT_PUBLIC|VITE|REACT_APP|EXPO_PUBLIC|NUXT_PUBLIC|GATSBY|PUBLIC)_[A-Z0-9_]+)\b/g
/** A Stripe key for tests opens no live account; the code that carries it would carry the live one too. */
const TEST_KEY = /\b[sr]k_test_[0-9a-zA-Z]{24,120}\b/g

/** Finds names and keys that no code of a browser may hold, while the text is at hand. Of a key only its beginning is kept. */
export function createBrowserSecretScan(): BrowserSecretScan {
  const found: BrowserSecret[] = []
  function scan(path: string, text: string): void {
    const hasName = text.includes('SECRET') || text.includes('PRIVATE_KEY') || text.includes('SERVICE_ROLE')
    const hasKey = text.includes('k_test_')
    if (!hasName && !hasKey) return
    const starts = lineStartsOf(text)
    for (const match of hasName ? text.matchAll(VARIABLE) : []) {
      const name = match[1]!
      if (!isServerSecretName(name)) continue
      const isRead = match[0] !== name
      found.push({ path, ...lineAndColumn(starts, match.index), name, kind: isRead ? 'read' : 'named' })
    }
    for (const match of hasKey ? text.matchAll(TEST_KEY) : [])
      found.push({ path, ...lineAndColumn(starts, match.index), name: `${match[0].slice(0, 8)}…`, kind: 'key' })
  }
  return { found, scan }
}
