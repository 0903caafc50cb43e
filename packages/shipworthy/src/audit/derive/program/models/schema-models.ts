import type { Evaluator } from '../evaluator.ts'
import {
  literal,
  type EnvironmentValue,
  type InstanceValue,
  type ProcessEnvironment,
  type RecordValue,
  type Value,
} from '../value.ts'
import type { Model, ModelCall } from './model.ts'

/** Libraries that check the environment against a schema: the result reads like `process.env` with the schema's defaults. */
export function schemaModel(name: string): Model | undefined {
  if (/^(zod|valibot|yup|superstruct|arktype|joi|@hapi\/joi|ajv)\b/.test(name) && PARSE.test(name)) return parse
  if (/^env-var\.(.*\.)?as[A-Z]\w*$/.test(name)) return envVar
  return undefined
}

const PARSE = /\.(parse|safeParse|parseAsync|safeParseAsync|validate|validateSync|attempt|validateAsync|cast)$/

const parse: Model = (call) => {
  const input = call.args.find(readsEnvironment) ?? (call.args.length > 1 ? undefined : call.args[0])
  if (!input || !readsEnvironment(input)) return undefined
  const schemas = [...(call.receiver ? [call.receiver] : []), ...call.args]
  const fields = schemas.flatMap((schema) => fieldsOf(call.evaluator, schema) ?? [])[0]
  const environment = withSchema(call.evaluator, fields)
  if (/safeParse|\.validate$|validateAsync$/.test(call.name) && !call.name.startsWith('yup')) {
    return resultRecord({ success: literal(true), data: environment, value: environment, error: literal(undefined) })
  }
  return environment
}

function readsEnvironment(value: Value): boolean {
  if (value.kind === 'process-env') return true
  if (value.kind !== 'record') return false
  return (
    value.keys().some((key) => value.get(key)?.kind === 'environment') || value.get('NODE_ENV')?.kind === 'environment'
  )
}

function resultRecord(properties: Record<string, Value>): RecordValue {
  return {
    kind: 'record',
    keys: () => Object.keys(properties),
    get: (key) => properties[key],
    siteOf: () => undefined,
    open: () => true,
  }
}

/** The record of fields inside `z.object({ … }).strict()` or `Joi.object().keys({ … }).unknown()`. */
export function fieldsOf(evaluator: Evaluator, schema: Value): RecordValue | undefined {
  for (let current: Value | undefined = schema; current?.kind === 'instance' || current?.kind === 'external';) {
    if (current.kind === 'instance' && current.call) {
      const record = evaluator.arguments(current.call).find((value) => value.kind === 'record')
      if (record?.kind === 'record' && /\.(object|keys|strictObject|looseObject|shape)\(\)$/.test(current.name))
        return record
    }
    current = current.kind === 'instance' ? current.parent : current.receiver
  }
  return undefined
}

export function withSchema(evaluator: Evaluator, fields: RecordValue | undefined): ProcessEnvironment {
  return { kind: 'process-env', variables: (name) => variableFromSchema(evaluator, name, fields?.get(name)) }
}

/** `z.string().default('x')`: a default; without default or `optional()` the program does not start without it. */
export function variableFromSchema(evaluator: Evaluator, name: string, schema: Value | undefined): EnvironmentValue {
  let optional = schema === undefined
  for (let current: Value | undefined = schema; current;) {
    if (current.kind === 'instance') {
      if (/\.(default|prefault|catch)\(\)$/.test(current.name) && current.call) {
        const fallback = evaluator.argument(current.call, 0)
        if (fallback) return { kind: 'environment', name, fallback }
      }
      if (/\.(optional|nullish|nullable)\(\)$/.test(current.name)) optional = true
      current = current.parent
    } else current = current.kind === 'external' ? current.receiver : undefined
  }
  return { kind: 'environment', name, ...(!optional && { required: true }) }
}

/** `env.get('PORT').default('3000').asPortNumber()` */
const envVar: Model = ({ receiver, evaluator }: ModelCall) => {
  let fallback: Value | undefined
  let required = false
  for (let current: Value | undefined = receiver; current?.kind === 'instance'; current = current.parent) {
    const instance: InstanceValue = current
    const args = instance.call ? evaluator.arguments(instance.call) : []
    if (instance.name.endsWith('.default()')) fallback = args[0]
    if (instance.name.endsWith('.required()')) required = true
    if (instance.name.endsWith('.get()') && args[0]?.kind === 'literal') {
      return {
        kind: 'environment',
        name: String(args[0].value),
        ...(fallback && { fallback }),
        ...(required && { required }),
      }
    }
  }
  return undefined
}
