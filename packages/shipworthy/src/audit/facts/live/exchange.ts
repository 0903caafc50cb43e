import type { SilenceCause } from './silence.ts'

/** One request and what came back. Values of credentials and cookies are not kept. */
export interface Exchange {
  method: string
  url: string
  /** Headers that were sent beside the usual ones; values of credentials are masked. */
  sentHeaders: Record<string, string>
  /** What was sent in the body, shortened. */
  sentBody?: string
  status: number
  /** Lower-case names. `set-cookie` is in `cookies`. */
  headers: Record<string, string>
  cookies: SetCookie[]
  /** The first 64 KiB, secrets redacted; empty where it came compressed or is not kept. */
  body: string
  /** As many as were waited for. */
  bodyBytes: number
  /** Why the rest of the body was not waited for: it is longer than 64 KiB, takes too long, or broke off. */
  cut?: 'size' | 'time' | 'broken'
  firstByteMs: number
  totalMs: number
}

/** An exchange, or why none took place. */
export type Attempt = { ok: true; exchange: Exchange } | { ok: false; cause: SilenceCause; reason: string }

/** What a `Set-Cookie` header asks for (RFC 6265); the value is not kept. */
export interface SetCookie {
  name: string
  httpOnly: boolean
  secure: boolean
  sameSite?: 'strict' | 'lax' | 'none'
  domain?: string
  path?: string
}
