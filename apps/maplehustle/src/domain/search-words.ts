/**
 * What people typed, as the database takes it: a dash is a "without" only before a word. PostgreSQL gives up on a row of
 * dashes (`tsquery stack too small`).
 */
export function searchWords(typed: string): string {
  return typed
    .replace(/-(?![\p{L}\p{N}"])/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}
