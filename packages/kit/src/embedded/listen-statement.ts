export interface ListenStatement {
  verb: 'LISTEN' | 'UNLISTEN'
  /** As PostgreSQL names it in its notifications; `*` for all. */
  channel: string
}

const LEADING_COMMENTS = /^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/
const LISTEN = /^(LISTEN|UNLISTEN)\s+("(?:[^"]|"")+"|[\w$]+|\*)\s*;?\s*$/i
const NAMES_CONNECTION = /^SELECT\s+(?:pg_catalog\.)?set_config\(\s*'application_name'/i

/** Reads a statement that is LISTEN or UNLISTEN and nothing else; comments may stand before it, as BullMQ has them. */
export function readListenStatement(sql: string): ListenStatement | undefined {
  const [, verb, channel] = LISTEN.exec(withoutComments(sql)) ?? []
  if (verb === undefined || channel === undefined) return undefined
  return { verb: verb.toUpperCase() as ListenStatement['verb'], channel: unquote(channel) }
}

/** A connection that is going to listen is often given a name first; that is no reason to keep others waiting. */
export function namesConnection(sql: string): boolean {
  return NAMES_CONNECTION.test(withoutComments(sql))
}

function withoutComments(sql: string): string {
  return sql.replace(LEADING_COMMENTS, '')
}

/** Names without quotes are folded to lower case (PostgreSQL 18 manual, 4.1.1). */
function unquote(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name.toLowerCase()
}
