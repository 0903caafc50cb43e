import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { offsetOf, plainValue, type ConfigFault, type ConfigNode } from '../config/config-document.ts'
import { configError } from '../config/config-error.ts'
import { describeIssue, type Issue } from '../config/describe-issue.ts'
import { withoutEchoes } from '../config/without-echoes.ts'
import { readConfigDocument } from '../config/read-config-document.ts'
import { suggestName } from '../closest-name.ts'
import { ShipworthyError } from '../errors.ts'
import { findConfigFaults } from './find-config-faults.ts'
import { hideValues, interpolateEnvironment } from './interpolate-environment.ts'
import { keysOfSchema, typesOfSchema } from './keys-of-schema.ts'
import { monitorJsonSchema, monitorSchema, type MonitorConfig } from './schema/monitor-schema.ts'

const NAMES = ['yaml', 'yml', 'json', 'jsonc'].map((ending) => `shipworthy.monitor.${ending}`)

/** Ten thousand checks, and more. */
const MAX_BYTES = 4 * 1024 * 1024

export interface LoadedMonitorConfig {
  config: MonitorConfig
  /** As shown to the user. */
  path: string
  /** What relative paths in it are relative to. */
  folder: string
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Finds, reads and checks what is to be watched. It is data: nothing in it is run.
 *
 * @throws ShipworthyError with file, line and column, and what was expected there.
 */
export function loadMonitorConfig(
  file: string | undefined,
  cwd: string,
  environment: Environment,
): LoadedMonitorConfig {
  const path = file ?? findFile(cwd)
  const document = readConfigDocument(resolve(cwd, path), path, MAX_BYTES)
  const { root, faults, values } = interpolateEnvironment(document.root, environment)
  const found = faults.length > 0 ? { faults } : validate(root)
  if ('config' in found) return { config: found.config, path, folder: dirname(resolve(cwd, path)) }
  throw configError(
    document.path,
    document.text,
    found.faults.map(({ at, problem }) => ({ at, problem: hideValues(problem, values) })),
  )
}

function findFile(folder: string): string {
  const found = NAMES.filter((name) => existsSync(join(folder, name)))
  const [first] = found
  if (first === undefined) throw ShipworthyError.of('SW_ERR_MONITOR_NOTHING', { folder })
  if (found.length > 1) throw ShipworthyError.of('SW_ERR_CONFIG_AMBIGUOUS', { folder, files: found.join(', ') })
  return first
}

function validate(root: ConfigNode): { config: MonitorConfig } | { faults: ConfigFault[] } {
  const value = plainValue(root)
  const result = monitorSchema.safeParse(value, { reportInput: true })
  if (!result.success)
    return { faults: withoutEchoes(result.error.issues).flatMap((issue) => describe(issue, root, value)) }
  const faults = findConfigFaults(result.data).map(({ place, problem }) => ({ at: offsetOf(root, place), problem }))
  return faults.length > 0 ? { faults } : { config: result.data }
}

function describe(issue: Issue, root: ConfigNode, value: unknown): ConfigFault[] {
  const schema = monitorJsonSchema()
  if (issue.code === 'invalid_union' && issue.path.at(-1) === 'type') {
    const types = typesOfSchema(schema, value, issue.path.slice(0, -1))
    const given = (issue.input as { type?: unknown } | undefined)?.type
    const problem =
      given === undefined
        ? `"type" is missing; it is one of ${types.join(', ')}`
        : `there is no type "${String(given)}"${suggestName(String(given), types) || `; the types are ${types.join(', ')}`}`
    return [{ at: offsetOf(root, issue.path), problem }]
  }
  // Of several things that something may be, the error of the one that it looks like says most.
  const inner = issue.code === 'invalid_union' ? issue.errors.toSorted(byDepth)[0]?.[0] : undefined
  if (inner) return describe({ ...inner, path: [...issue.path, ...inner.path] } as Issue, root, value)
  return describeIssue(issue, root, (path) => keysOfSchema(schema, value, path))
}

function byDepth(a: readonly Issue[], b: readonly Issue[]): number {
  const depth = (issues: readonly Issue[]): number =>
    (issues[0]?.path.length ?? 0) + (issues[0]?.code === 'unrecognized_keys' ? 1 : 0)
  return depth(b) - depth(a)
}
