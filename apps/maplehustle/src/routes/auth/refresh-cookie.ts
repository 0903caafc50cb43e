import type { RequestView } from '@shipworthy/kit/http'
import type { Grant } from '../../services/authentication.ts'

/** The cookie that a browser logs in again with; scripts cannot read it, and it is sent to /auth only. */
export interface RefreshCookie {
  write: (grant: Pick<Grant, 'sessionId' | 'refreshToken' | 'refreshExpiresAt'>) => string
  clear: () => string
}

const NAME = 'mh_refresh'
const PATH = '/auth'

export function createRefreshCookie(isSecure: boolean): RefreshCookie {
  const attributes = `Path=${PATH}; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`
  return {
    write: ({ sessionId, refreshToken, refreshExpiresAt }) =>
      `${NAME}=${sessionId}.${refreshToken}; Expires=${refreshExpiresAt.toUTCString()}; ${attributes}`,
    clear: () => `${NAME}=; Max-Age=0; ${attributes}`,
  }
}

/** What a browser sent: the session it is of, which a token against forged requests is bound to, and the token. */
export function readRefreshCookie(cookies: string | undefined): { sessionId: string; token: string } | undefined {
  const [, sessionId, token] = /(?:^|; *)mh_refresh=([0-9a-f-]{36})\.([\w-]+)/.exec(cookies ?? '') ?? []
  return sessionId === undefined || token === undefined ? undefined : { sessionId, token }
}

/** The session that a browser brings by itself, where it counts for anything. */
export function sessionOfCookie(request: RequestView): string | undefined {
  return request.path === `${PATH}/refresh` ? readRefreshCookie(request.header('cookie'))?.sessionId : undefined
}
