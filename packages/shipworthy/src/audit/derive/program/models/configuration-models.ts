import { plainToValue } from '../plain-to-value.ts'
import type { Evaluator } from '../evaluator.ts'
import { literal, type EnvironmentValue, type RecordValue, type Value } from '../value.ts'
import type { Model } from './model.ts'
import { variableFromSchema, withSchema } from './schema-models.ts'

/** envalid: `cleanEnv(process.env, { PORT: num({ default: 3000 }) })` */
const cleanEnv: Model = ({ args, evaluator }) => {
  const spec = args[1]
  if (spec?.kind !== 'record') return { kind: 'process-env' }
  return {
    kind: 'process-env',
    variables: (name) => {
      if (/^is(Production|Prod)$/.test(name)) return { kind: 'environment', name: 'NODE_ENV' }
      const field = spec.get(name)
      const options = field?.kind === 'instance' && field.call ? evaluator.argument(field.call, 0) : undefined
      const fallback = options?.kind === 'record' ? options.get('default') : undefined
      return fallback
        ? { kind: 'environment', name, fallback }
        : { kind: 'environment', name, required: field !== undefined }
    },
  }
}

/** t3-env: `createEnv({ server: { DATABASE_URL: z.string() }, runtimeEnv: process.env })` */
const createEnv: Model = ({ args, evaluator }) => {
  const options = args[0]
  if (options?.kind !== 'record') return { kind: 'process-env' }
  const groups = ['server', 'client', 'shared'].flatMap((key) => {
    const group = options.get(key)
    return group?.kind === 'record' ? [group] : []
  })
  return {
    kind: 'process-env',
    variables: (name) => {
      const group = groups.find((record) => record.get(name) !== undefined)
      return variableFromSchema(evaluator, name, group?.get(name))
    },
  }
}

/** JSON Schema over the environment: env-schema and @fastify/env. */
const envSchema: Model = ({ args }) => {
  const options = args[0]
  const schema = options?.kind === 'record' ? options.get('schema') : undefined
  const properties = schema?.kind === 'record' ? schema.get('properties') : undefined
  return {
    kind: 'process-env',
    variables: (name): EnvironmentValue => {
      const property = properties?.kind === 'record' ? properties.get(name) : undefined
      const fallback = property?.kind === 'record' ? property.get('default') : undefined
      return { kind: 'environment', name, ...(fallback && { fallback }) }
    },
  }
}

/** convict: `config.get('db.host')` is the schema's `env`, else its `default`. */
const convictGet: Model = ({ receiver, args, evaluator }) => {
  const call = receiver?.kind === 'instance' ? receiver.call : undefined
  const schema = call && evaluator.argument(call, 0)
  const path = args[0]
  if (schema?.kind !== 'record' || path?.kind !== 'literal') return undefined
  const entry = String(path.value)
    .split('.')
    .reduce<Value>((value, key) => evaluator.member(value, key), schema)
  if (entry.kind !== 'record') return undefined
  const variable = entry.get('env')
  const fallback = entry.get('default')
  if (variable?.kind !== 'literal') return fallback
  return { kind: 'environment', name: String(variable.value), ...(fallback && { fallback }) }
}

const NODE_CONFIG_FILES = [
  'production.json',
  'production.yaml',
  'production.yml',
  'default.json',
  'default.yaml',
  'default.yml',
  'default.json5',
]

/** node-config: `config.get('db.host')` reads `config/production.*`, then `config/default.*`. */
const nodeConfigGet: Model = ({ args, evaluator }) => {
  const path = args[0]
  if (path?.kind !== 'literal') return undefined
  return readNodeConfig(evaluator, String(path.value).split('.'))
}

function readNodeConfig(evaluator: Evaluator, path: readonly string[]): Value | undefined {
  for (const name of NODE_CONFIG_FILES) {
    let data = evaluator.data(`config/${name}`)
    for (const key of path)
      data = typeof data === 'object' && data !== null ? (data as Record<string, unknown>)[key] : undefined
    if (data !== undefined) return plainToValue(data)
  }
  for (const name of ['config/production', 'config/default']) {
    const file = ['.js', '.ts', '.cjs'].map((extension) => name + extension).find((p) => evaluator.sources.parse(p))
    if (!file) continue
    const root = file.endsWith('.ts') ? evaluator.exported(file, 'default') : evaluator.required(file)
    const value = path.reduce((inner, key) => evaluator.member(inner, key), root)
    if (value.kind !== 'unknown' && !(value.kind === 'literal' && value.value === undefined)) return value
  }
  return undefined
}

/** NestJS: `config.get('PORT')` is the variable; a dotted path leads into a registered namespace, which is not followed. */
const nestConfigGet: Model = ({ args }) => {
  const [key, fallback] = args
  if (key?.kind !== 'literal' || !/^[A-Z][A-Z0-9_]*$/.test(String(key.value))) return undefined
  const hasFallback = fallback && fallback.kind !== 'record'
  return { kind: 'environment', name: String(key.value), ...(hasFallback && { fallback }) }
}

/** `app.get(ConfigService)` is what the container holds under that class. */
const nestResolve: Model = ({ args, key, site }) => {
  const [token] = args
  if (token?.kind === 'external') return { kind: 'instance', name: `${token.name}()`, id: key, call: site }
  if (token?.kind === 'class') return { kind: 'object', class: token, id: `${token.file.path}#class${token.index}` }
  return undefined
}

const dotenvResult: Model = () => {
  const record: RecordValue = {
    kind: 'record',
    keys: () => ['parsed'],
    get: (key) => (key === 'parsed' ? { kind: 'process-env' } : key === 'error' ? literal(undefined) : undefined),
    siteOf: () => undefined,
    open: () => false,
  }
  return record
}

export const configurationModels: Record<string, Model> = {
  'envalid.cleanEnv': cleanEnv,
  'envalid.customCleanEnv': cleanEnv,
  '@t3-oss/env-nextjs.createEnv': createEnv,
  '@t3-oss/env-core.createEnv': createEnv,
  'env-schema': envSchema,
  'env-schema.envSchema': envSchema,
  'convict().get': convictGet,
  'config.get': nodeConfigGet,
  '@nestjs/config.ConfigService().get': nestConfigGet,
  '@nestjs/config.ConfigService().getOrThrow': nestConfigGet,
  '@nestjs/core.NestFactory.create().get': nestResolve,
  '@nestjs/core.NestFactory.create().resolve': nestResolve,
  'dotenv.config': dotenvResult,
  'znv.parseEnv': ({ args, evaluator }) => withSchema(evaluator, args[1]?.kind === 'record' ? args[1] : undefined),
}
