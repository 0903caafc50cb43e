import type { z } from 'zod'
import { KitError } from '../kit-error.ts'
import { isSealed, openSealed } from '../secrets/seal.ts'
import { readSecretFile, readVariables, type Variables } from './read-variables.ts'
import { SETTINGS } from './setting.ts'

export const ENVIRONMENTS = ['development', 'test', 'staging', 'production'] as const
export type Environment = (typeof ENVIRONMENTS)[number]

export type ConfigSchema = z.ZodObject<Record<string, z.ZodType>>

export interface ConfigOptions<Schema extends ConfigSchema> {
  /** One key for each environment variable. */
  schema: Schema
  /** Default `process.env`. */
  variables?: Variables
  /** Where `.env` files are looked for. Default: the current folder; `false` reads none. */
  folder?: string | false
  /** Default `NODE_ENV`, else development. */
  environment?: Environment
  /** Private keys for sealed values. Default: the variable `SECRETS_KEY`, or the file `SECRETS_KEY_FILE`, comma-separated. */
  secretKeys?: readonly string[]
}

/**
 * Reads the configuration from the environment, `.env` files and files named by `*_FILE`, opens sealed values, checks all
 * of it, and freezes it.
 *
 * @example
 * const config = loadConfig({ schema })
 * server.listen(config.PORT)
 *
 * @returns The parsed configuration; its type is that of the schema.
 * @throws KitError `SW_ERR_KIT_CONFIG_INVALID` with every problem at once, each with the name of its variable and never
 * with its value.
 */
export function loadConfig<Schema extends ConfigSchema>(options: ConfigOptions<Schema>): Readonly<z.output<Schema>> {
  const { schema, variables = process.env, folder = '.' } = options
  const environment = options.environment ?? environmentOf(variables['NODE_ENV'])
  const read = readVariables(folder, environment, variables)
  const keys = options.secretKeys ?? secretKeysOf(read)
  const problems: string[] = []
  const values: Record<string, string> = {}
  for (const [name, setting] of Object.entries(schema.shape)) {
    const value = attempt(problems, name, () => valueOf(name, setting, read, environment, keys))
    if (value !== undefined) values[name] = value
  }
  const found = new Set(problems.map((problem) => problem.split(' ')[0]))
  const result = schema.safeParse(values)
  for (const issue of result.error?.issues ?? []) {
    const name = String(issue.path[0] ?? 'the configuration')
    if (!found.has(name)) problems.push(`${name} ${describeIssue(issue, values[name] === undefined, environment)}`)
  }
  if (problems.length > 0 || !result.success)
    throw new KitError('SW_ERR_KIT_CONFIG_INVALID', { problems: problems.map((problem) => `  ${problem}`).join('\n') })
  return Object.freeze(result.data)
}

function secretKeysOf(read: Readonly<Record<string, string>>): string[] {
  const file = read['SECRETS_KEY_FILE']
  const text = read['SECRETS_KEY'] ?? (file === undefined ? undefined : readSecretFile('SECRETS_KEY_FILE', file))
  return text?.split(',') ?? []
}

function environmentOf(name: string | undefined): Environment {
  return ENVIRONMENTS.find((environment) => environment === name) ?? 'development'
}

/** Collects what is wrong with one variable, so that the others are looked at too. */
function attempt(problems: string[], name: string, read: () => string | undefined): string | undefined {
  try {
    return read()
  } catch (error) {
    problems.push(`${name} ${error instanceof Error ? error.message : String(error)}`)
    return undefined
  }
}

function valueOf(
  name: string,
  setting: z.ZodType,
  read: Readonly<Record<string, string>>,
  environment: Environment,
  keys: readonly string[],
): string | undefined {
  const file = read[`${name}_FILE`]
  if (file !== undefined && read[name] !== undefined)
    throw new Error(`is set, and so is ${name}_FILE; keep one of them`)
  const written = file === undefined ? read[name] : readSecretFile(`${name}_FILE`, file)
  const value = written !== undefined && isSealed(written) ? openSealed(written, keys, name) : written
  const { developmentDefault } = SETTINGS.get(setting) ?? {}
  if (environment === 'development' || environment === 'test') return value ?? developmentDefault
  if (value !== undefined && value === developmentDefault)
    throw new Error(`has the value that is meant for development; ${environment} needs one of its own`)
  return value
}

function describeIssue(issue: z.core.$ZodIssue, isMissing: boolean, environment: Environment): string {
  // A check of the schema's own says why it is needed.
  if (isMissing && issue.code === 'custom') return `is not set: ${lowerFirst(issue.message)}`
  return isMissing ? `is not set, and ${environment} needs it` : `is wrong: ${lowerFirst(issue.message)}`
}

/** Messages of zod name the expected type and never the value, but for those a schema brings itself. */
function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
