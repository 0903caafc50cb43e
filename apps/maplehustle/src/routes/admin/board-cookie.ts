export const BOARD_PATH = '/admin/jobs'

/** A browser that shows a page sends no bearer token, so the board of jobs gets it in a cookie of its own. */
export interface BoardCookie {
  write: (accessToken: string) => string
}

export function createBoardCookie(isSecure: boolean, lifetimeSeconds: number): BoardCookie {
  const attributes = `Path=${BOARD_PATH}; Max-Age=${lifetimeSeconds}; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`
  return { write: (accessToken) => `mh_board=${accessToken}; ${attributes}` }
}

/** @returns The access token that it holds. */
export function readBoardCookie(cookies: string | undefined): string | undefined {
  return /(?:^|; *)mh_board=([\w.-]+)/.exec(cookies ?? '')?.[1]
}
