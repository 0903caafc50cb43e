import type { CallEvent } from '../execution/call-event.ts'
import type { Execution } from '../execution/execution.ts'
import { isNode } from '../program/file-index.ts'
import { lastName } from '../program/names.ts'
import type { Expression } from '../../facts/expression.ts'
import type { SourceFile } from '../../facts/source.ts'
import type { Path } from './access.ts'

/** An expression that a language is read from, and the part of it that holds the text. */
export interface SinkText {
  expression: Expression
  path: Path
}

/** Packages whose named methods take SQL as text first. */
const METHODS: readonly [owner: RegExp, methods: RegExp][] = [
  [/^(pg|@neondatabase\/serverless|@vercel\/postgres|pg-native|pg-pool|pg-cursor)\b/, /^(query|Cursor)$/],
  [/^pg-promise\b/, /^(query|one|many|none|any|oneOrNone|manyOrNone|result|each|map|multi|multiResult)$/],
  [/^(mysql2?|mysql2\/promise|promise-mysql|mariadb)\b/, /^(query|execute|batch)$/],
  [/^(mssql|tedious)\b/, /^(query|batch|Request)$/],
  [
    /^(sqlite3|sqlite|better-sqlite3|bun:sqlite|@libsql\/client|libsql)\b|^sqlite\.DatabaseSync/,
    /^(all|get|run|each|exec|prepare|execute|query|pragma)$/,
  ],
  [
    /^(knex|objection)\b/,
    /^(raw|whereRaw|orWhereRaw|andWhereRaw|havingRaw|orHavingRaw|orderByRaw|groupByRaw|joinRaw|fromRaw|selectRaw)$/,
  ],
  [/^(sequelize|sequelize-typescript|@sequelize\/core)\b/, /^(query|literal)$/],
  [/^typeorm\b/, /^(query|where|andWhere|orWhere|having|andHaving|orHaving)$/],
  [/^@mikro-orm\//, /^(execute|raw)$/],
  [/^postgres\b/, /^(unsafe)$/],
  [/^(drizzle-orm|kysely|@prisma\/client|@prisma\/\w+)\b/, /^raw$/],
]
/** Methods that mean SQL whatever they are called on. */
const ANYWHERE = /^(\$queryRawUnsafe|\$executeRawUnsafe)$/
/** Methods of an object that is not known; only text that is plainly SQL counts. */
const LIKELY =
  /^(query|execute|raw|all|get|run|exec|prepare|one|many|none|any|oneOrNone|whereRaw|orderByRaw|havingRaw|literal|unsafe)$/

export const SQL_PACKAGES: readonly string[] = [
  'pg',
  'pg-promise',
  'pg-pool',
  '@neondatabase/serverless',
  '@vercel/postgres',
  'mysql',
  'mysql2',
  'promise-mysql',
  'mariadb',
  'mssql',
  'tedious',
  'sqlite3',
  'sqlite',
  'better-sqlite3',
  '@libsql/client',
  'knex',
  'objection',
  'sequelize',
  'sequelize-typescript',
  '@sequelize/core',
  'typeorm',
  'postgres',
  'slonik',
  'drizzle-orm',
  'kysely',
  '@prisma/client',
]

const MEMBER = new RegExp(
  `(^|\\.)(${[...METHODS.map(([, methods]) => methods), LIKELY, ANYWHERE].map(({ source }) => source.slice(1, -1)).join('|')})$`,
)

/** Calls that may be given SQL as text; bound values are no part of it. */
export function sqlCalls(program: Execution): CallEvent[] {
  return program.matching(MEMBER).filter((event) => {
    if (event.force === 'off' || event.call.kind === 'tag' || event.call.args.length === 0) return false
    if (event.callee.kind === 'function' || event.callee.kind === 'class') return false
    return isSqlCall(event)
  })
}

function isSqlCall(event: CallEvent): boolean {
  const { name } = event
  const method = lastName(name)
  if (ANYWHERE.test(method)) return true
  if (METHODS.some(([owner, methods]) => owner.test(name) && methods.test(method)))
    return !/^(typeorm|sequelize)/.test(name) || isTyped(event)
  return name.startsWith('?') && LIKELY.test(method) && looksLikeSql(event.file, event.call.args[0])
}

/** TypeORM's `where` also takes objects; only text is SQL. */
function isTyped({ call, name }: CallEvent): boolean {
  const [first] = call.args
  return !/\.(where|andWhere|orWhere|having)$/.test(name) || !isNode(first) || first.type !== 'object'
}

const SQL =
  /^\s*(select\b[\s\S]*\b(from|as)\b|insert\s+into\b|update\s+\S+\s+set\b|delete\s+from\b|with\s+\w+\s+as\b|alter\s+table\b|create\s+(table|user|database)\b|drop\s+table\b|truncate\b)/i

/** Text that begins as SQL does, written in the call or kept in a variable before it. */
function looksLikeSql(file: SourceFile, expression: Expression | undefined): boolean {
  if (typeof expression === 'string') return SQL.test(expression)
  if (!isNode(expression)) return false
  if (expression.type === 'template') return SQL.test(expression.texts.join(' x '))
  if (expression.type !== 'identifier') return false
  return file.bindings.some(
    ({ name, init, from, to }) =>
      name === expression.name &&
      from <= expression.at &&
      expression.at <= to &&
      init !== undefined &&
      (typeof init === 'string' || (isNode(init) && init.type === 'template')) &&
      looksLikeSql(file, init),
  )
}

/** The SQL text of a call: the first argument, or its `text`, `sql` or `query`. */
export function sqlTexts({ call }: CallEvent): SinkText[] {
  const [first] = call.args
  if (!isNode(first)) return []
  if (first.type !== 'object') return [{ expression: first, path: [] }]
  return ['text', 'sql', 'query'].map((key) => ({ expression: first, path: [key] }))
}
