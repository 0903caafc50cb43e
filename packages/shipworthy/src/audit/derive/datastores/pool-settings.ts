import type { Datastore } from './datastores-view.ts'
import type { Execution } from '../execution/execution.ts'
import { NO_ARGUMENTS, possibilities, type RecordValue, type Site, type Value } from '../program/value.ts'

export interface Setting {
  value: Value
  site?: Site
  /** Name as the library knows it. */
  name: string
}

export interface PoolSettings {
  /** Pool size that the code names, where the library reads it. */
  size?: Setting
  /** Time to wait for a connection. */
  acquire?: Setting
  /** Time a statement may take. */
  statement?: Setting
  /** Settings that are present where the library does not look. */
  misplaced: (Setting & { hint: string })[]
  /** Part of the options is not known. */
  isOpen: boolean
}

interface Places {
  size: readonly string[]
  acquire: readonly string[]
  statement: readonly string[]
  /** What the library sets by itself when nothing is said. */
  defaults?: readonly ('size' | 'acquire' | 'statement')[]
  /** Paths where people put settings and the library ignores them. */
  ignored?: readonly string[]
}

const PLACES: Record<string, Places> = {
  pg: {
    size: ['max', 'maxUses'],
    acquire: ['connectionTimeoutMillis'],
    statement: ['statement_timeout', 'query_timeout', 'options'],
  },
  postgres: {
    size: ['max'],
    acquire: ['connect_timeout'],
    statement: ['connection.statement_timeout', 'statement_timeout'],
  },
  slonik: { size: ['maximumPoolSize'], acquire: ['connectionTimeout'], statement: ['statementTimeout'] },
  mysql2: {
    size: ['connectionLimit'],
    acquire: ['connectTimeout', 'acquireTimeout'],
    statement: ['queryTimeout', 'timeout', 'maxExecutionTime'],
  },
  mariadb: {
    size: ['connectionLimit'],
    acquire: ['acquireTimeout', 'connectTimeout'],
    statement: ['queryTimeout', 'socketTimeout'],
  },
  knex: {
    size: ['pool.max'],
    acquire: [
      'acquireConnectionTimeout',
      'pool.acquireTimeoutMillis',
      'connection.connectionTimeoutMillis',
      'connection.connectTimeout',
      'connection.connectionTimeout',
    ],
    statement: [
      'connection.statement_timeout',
      'connection.query_timeout',
      'pool.afterCreate',
      'connection.options.requestTimeout',
    ],
    ignored: ['connection.pool', 'connection.acquireConnectionTimeout'],
  },
  sequelize: {
    size: ['pool.max'],
    acquire: ['pool.acquire', 'dialectOptions.connectTimeout', 'dialectOptions.connectionTimeoutMillis'],
    statement: [
      'dialectOptions.statement_timeout',
      'dialectOptions.query_timeout',
      'dialectOptions.options.requestTimeout',
      'dialectOptions.idle_in_transaction_session_timeout',
    ],
    ignored: ['dialectOptions.pool'],
  },
  typeorm: {
    size: ['poolSize', 'extra.max', 'extra.connectionLimit', 'extra.poolSize', 'maxPoolSize'],
    acquire: [
      'connectTimeoutMS',
      'connectTimeout',
      'acquireTimeout',
      'extra.connectionTimeoutMillis',
      'extra.connectTimeout',
    ],
    statement: ['extra.statement_timeout', 'extra.query_timeout', 'extra.options'],
    ignored: ['max', 'pool'],
  },
  'mikro-orm': {
    size: ['pool.max'],
    acquire: ['pool.acquireTimeoutMillis'],
    statement: ['driverOptions.connection.statement_timeout'],
  },
  mongoose: {
    size: ['maxPoolSize', 'poolSize'],
    acquire: ['serverSelectionTimeoutMS', 'connectTimeoutMS', 'waitQueueTimeoutMS'],
    statement: ['socketTimeoutMS', 'maxTimeMS', 'timeoutMS'],
  },
  mongodb: {
    size: ['maxPoolSize', 'poolSize'],
    acquire: ['serverSelectionTimeoutMS', 'connectTimeoutMS', 'waitQueueTimeoutMS'],
    statement: ['socketTimeoutMS', 'maxTimeMS', 'timeoutMS'],
  },
  'shipworthy-kit': {
    size: ['steady', 'overflow'],
    acquire: ['acquireTimeoutMs'],
    statement: ['statementTimeoutMs'],
    defaults: ['size', 'acquire', 'statement'],
  },
  prisma: { size: [], acquire: [], statement: [] },
  mssql: {
    size: ['pool.max'],
    acquire: ['connectionTimeout', 'pool.acquireTimeoutMillis'],
    statement: ['requestTimeout'],
  },
}

/** Query parameters of connection strings that set the same things. */
const IN_URL = {
  size: /[?&](connection_limit|maxPoolSize|max|pool_max)=/,
  acquire: /[?&](connect_timeout|pool_timeout|serverSelectionTimeoutMS|connectTimeoutMS)=/,
  statement: /[?&](statement_timeout|socketTimeoutMS|socket_timeout|options=.*statement_timeout)/,
}

/** The pool settings of a datastore where its library reads them; drivers inside (adapters, dialects) are looked into. */
export function poolSettings(program: Execution, store: Datastore): PoolSettings {
  const places = PLACES[store.library]
  const settings: PoolSettings = { misplaced: [], isOpen: places === undefined }
  if (!places) return settings
  const records = optionRecords(program, store)
  for (const record of records) {
    for (const kind of ['size', 'acquire', 'statement'] as const) settings[kind] ??= firstSetting(record, places[kind])
    for (const path of places.ignored ?? []) {
      const found = settingAt(record, path)
      if (found) settings.misplaced.push({ ...found, hint: `${store.library} does not read ${path}` })
    }
  }
  const url = urlsOf(store.args).join(' ')
  for (const kind of ['size', 'acquire', 'statement'] as const) {
    if (!settings[kind] && IN_URL[kind].test(url))
      settings[kind] = {
        value: { kind: 'literal', value: url },
        name: 'connection string',
        site: { file: store.file, at: store.at },
      }
  }
  for (const kind of places.defaults ?? [])
    settings[kind] ??= { value: { kind: 'literal', value: true }, name: `${store.library} sets it by itself` }
  const isOpaque = dropOtherOptions(settings)
  settings.isOpen =
    isOpaque || records.some((record) => record.open()) || (records.length === 0 && store.args.some(isUnknownOptions))
  return settings
}

/** `options` passes any setting to the server; only one that names the timeout sets it. `true` when that is not known. */
function dropOtherOptions(settings: PoolSettings): boolean {
  const { statement } = settings
  if (!statement || !/(^|\.)options$/.test(statement.name)) return false
  const text = urlsOf([statement.value]).join(' ')
  if (/statement_timeout/.test(text)) return false
  delete settings.statement
  return statement.value.kind !== 'literal'
}

function firstSetting(record: RecordValue, paths: readonly string[]): Setting | undefined {
  for (const path of paths) {
    const found = settingAt(record, path)
    if (found) return found
  }
  return undefined
}

/** A setting by its path: `connection.statement_timeout`; what is undefined or null counts as not given. */
export function settingAt(record: RecordValue, path: string): Setting | undefined {
  const keys = path.split('.')
  let current: Value | undefined = record
  let site: Site | undefined
  for (const key of keys) {
    const holder: RecordValue | undefined = current
      ? possibilities(current).find((option): option is RecordValue => option.kind === 'record')
      : undefined
    if (!holder) return undefined
    current = holder.get(key)
    site = holder.siteOf(key)
  }
  if (!current || (current.kind === 'literal' && (current.value === undefined || current.value === null)))
    return undefined
  return { value: current, name: path, ...(site && { site }) }
}

/** Objects among the arguments, and those that factories (`useFactory`) and service classes (`useClass`) return. */
function optionRecords(program: Execution, store: Datastore): RecordValue[] {
  return store.args
    .flatMap((argument) => possibilities(argument))
    .flatMap((option): RecordValue[] => {
      if (option.kind === 'list') return option.items().filter((item): item is RecordValue => item.kind === 'record')
      if (option.kind !== 'record') return []
      const factory = option.get('useFactory')
      const service = option.get('useClass')
      const made =
        factory?.kind === 'function'
          ? program.evaluator.invoke(factory, NO_ARGUMENTS, `factory ${store.file.path}:${store.at}`)
          : service?.kind === 'class'
            ? optionsOfService(program, service)
            : undefined
      return made ? possibilities(made).filter((value): value is RecordValue => value.kind === 'record') : [option]
    })
}

const SERVICE_METHODS = ['createTypeOrmOptions', 'createMongooseOptions', 'createSequelizeOptions']

function optionsOfService(program: Execution, service: Extract<Value, { kind: 'class' }>): Value | undefined {
  const object = { kind: 'object', class: service, id: `${service.file.path}#class${service.index}` } as const
  for (const name of SERVICE_METHODS) {
    const method = program.evaluator.classMember(object, name)
    if (method?.kind === 'function')
      return program.evaluator.invoke(method, NO_ARGUMENTS, `${name} ${service.file.path}`)
  }
  return undefined
}

function isUnknownOptions(value: Value): boolean {
  return (
    value.kind === 'unknown' || value.kind === 'parameter' || value.kind === 'instance' || value.kind === 'external'
  )
}

function urlsOf(args: readonly Value[]): string[] {
  return args.flatMap((value): string[] => {
    if (value.kind === 'literal') return [String(value.value)]
    if (value.kind === 'text') return [value.parts.filter((part) => typeof part === 'string').join('')]
    if (value.kind === 'environment') return value.fallback ? urlsOf([value.fallback]) : []
    if (value.kind === 'record')
      return urlsOf(['connectionString', 'connection', 'url', 'uri'].flatMap((key) => value.get(key) ?? []))
    return []
  })
}
