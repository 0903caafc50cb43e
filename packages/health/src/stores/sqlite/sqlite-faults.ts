/** Primary result codes of https://www.sqlite.org/rescode.html */
const BUSY = 5
const LOCKED = 6
const CORRUPT = 11
const FULL = 13
const NOT_A_DATABASE = 26

export function isBusy(error: unknown): boolean {
  return [BUSY, LOCKED].includes(codeOf(error))
}

export function isFull(error: unknown): boolean {
  return codeOf(error) === FULL
}

export function isCorrupt(error: unknown): boolean {
  return [CORRUPT, NOT_A_DATABASE].includes(codeOf(error))
}

/** The same error, with words for what SQLite says in two. */
export function describeFault(error: unknown, path: string): unknown {
  if (isBusy(error)) return new Error(`${path} is locked by another process`, { cause: error })
  if (isFull(error)) return new Error(`there is no room for ${path}`, { cause: error })
  return error
}

/** Extended codes carry the primary one in their lowest byte. */
function codeOf(error: unknown): number {
  const { errcode } = (error ?? {}) as { errcode?: unknown }
  return typeof errcode === 'number' ? errcode & 0xff : 0
}
