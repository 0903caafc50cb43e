import { sqlStatements } from './sql-statements.ts'

/** A change of a schema that holds up everybody who uses the table while it runs. */
export interface BlockingChange {
  /** `public.orders` */
  table: string
  statement: string
  line: number
  /** What it does meanwhile, and what would not. */
  why: string
}

const NAME = String.raw`((?:"[^"]+"|[\w$]+)(?:\.(?:"[^"]+"|[\w$]+))?)`
const INDEX = new RegExp(
  String.raw`^CREATE\s+(?:UNIQUE\s+)?INDEX\s+(?!CONCURRENTLY\b).*?\bON\s+(?:ONLY\s+)?${NAME}`,
  'i',
)
const ALTER = new RegExp(String.raw`^ALTER\s+TABLE\s+(?:IF\s+EXISTS\s+)?(?:ONLY\s+)?${NAME}\s+(.*)$`, 'i')
const CREATE = new RegExp(String.raw`^CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?${NAME}`, 'i')

/** https://www.postgresql.org/docs/current/sql-altertable.html */
const ALTERATIONS: readonly [pattern: RegExp, why: string][] = [
  [
    /\bSET\s+NOT\s+NULL\b/i,
    'reads the whole table under a lock; add CHECK (… IS NOT NULL) NOT VALID, validate it, then set it',
  ],
  [
    /\bALTER\s+(COLUMN\s+)?("[^"]+"|\w+)\s+(SET\s+DATA\s+)?TYPE\b/i,
    'may write the whole table anew under a lock; add a column and move over',
  ],
  [
    /\bADD\s+(CONSTRAINT\s+\S+\s+)?FOREIGN\s+KEY\b(?!.*\bNOT\s+VALID\b)/i,
    'checks every row while both tables are locked; add it NOT VALID, then validate it',
  ],
  [
    /\bADD\s+(CONSTRAINT\s+\S+\s+)?CHECK\b(?!.*\bNOT\s+VALID\b)/i,
    'checks every row under a lock; add it NOT VALID, then validate it',
  ],
  [
    /\bADD\s+(COLUMN\s+)?(IF\s+NOT\s+EXISTS\s+)?("[^"]+"|\w+)\s+(?!CONSTRAINT\b)[^,]*\bNOT\s+NULL\b(?![^,]*\bDEFAULT\b)(?<!\bDEFAULT\b[^,]*)/i,
    'fails when there are rows; give it a default',
  ],
]

/** The changes of a migration that lock a table for as long as it is large. Tables it makes itself are empty. */
export function blockingChanges(sql: string): BlockingChange[] {
  const statements = sqlStatements(sql)
  const made = new Set(statements.flatMap(({ text }) => tableIn(CREATE.exec(text)) ?? []))
  return statements
    .flatMap(({ text, line }) => changesOf(text).map((change) => ({ ...change, statement: text, line })))
    .filter(({ table }) => !made.has(table))
}

function changesOf(text: string): Pick<BlockingChange, 'table' | 'why'>[] {
  const indexed = tableIn(INDEX.exec(text))
  if (indexed)
    return [{ table: indexed, why: 'no row can be written until it is built; use CREATE INDEX CONCURRENTLY' }]
  const alter = ALTER.exec(text)
  const table = tableIn(alter)
  const found = ALTERATIONS.find(([pattern]) => pattern.test(alter?.[2] ?? ''))
  return table && found ? [{ table, why: found[1] }] : []
}

/** With its schema, as the catalog names it. */
function tableIn(match: RegExpExecArray | null): string | undefined {
  if (!match?.[1]) return undefined
  const parts = match[1]
    .match(/"[^"]+"|[\w$]+/g)!
    .map((part) => (part.startsWith('"') ? part.slice(1, -1) : part.toLowerCase()))
  return parts.length > 1 ? parts.join('.') : `public.${parts[0]}`
}
