import { offsetOf, plainValue, type ConfigDocument, type ConfigFault } from './config-document.ts'
import { configError } from './config-error.ts'
import { configSchema, suppressionSchema, type Config } from './config-schema.ts'
import { suggestName } from '../closest-name.ts'
import { describeIssue } from './describe-issue.ts'
import { withoutEchoes } from './without-echoes.ts'

/** The configuration with its types, or an error that names file, line and column. */
export function validateConfig({ path, text, root }: ConfigDocument, ruleIds: readonly string[]): Config {
  const result = configSchema.safeParse(plainValue(root), { reportInput: true })
  if (!result.success)
    throw configError(
      path,
      text,
      withoutEchoes(result.error.issues).flatMap((issue) => describeIssue(issue, root, keysAt)),
    )
  const faults = [...unknownRules(result.data, root, ruleIds), ...impossibleDays(result.data, root)]
  if (faults.length > 0) throw configError(path, text, faults)
  return result.data
}

function unknownRules(config: Config, root: ConfigDocument['root'], ruleIds: readonly string[]): ConfigFault[] {
  const named = [
    ...Object.keys(config.rules ?? {}).map((id) => ({ id, place: ['rules', id] })),
    ...(config.suppressions ?? []).map(({ rule }, index) => ({ id: rule, place: ['suppressions', index, 'rule'] })),
  ]
  return named
    .filter(({ id }) => !ruleIds.includes(id))
    .map(({ id, place }) => {
      const suggestion = suggestName(id, ruleIds) || listHint(id, ruleIds)
      return { at: offsetOf(root, place), problem: `there is no rule "${id}"${suggestion}` }
    })
}

/** A rule whose category no rule has is probably one of a plugin that was not given. */
function listHint(id: string, ruleIds: readonly string[]): string {
  const isForeign = id.includes('/') && !ruleIds.some((known) => known.startsWith(id.slice(0, id.indexOf('/') + 1)))
  const plugin = isForeign ? '; if a plugin has it, name that with --plugin' : ''
  return `${plugin}; \`shipworthy explain\` lists all rules`
}

/** Days that look like one and are not in the calendar. */
function impossibleDays({ suppressions = [] }: Config, root: ConfigDocument['root']): ConfigFault[] {
  return suppressions.flatMap(({ until }, index) =>
    until === undefined || isDay(until)
      ? []
      : [{ at: offsetOf(root, ['suppressions', index, 'until']), problem: `${until} is not a day of the calendar` }],
  )
}

function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

function keysAt(path: readonly PropertyKey[]): readonly string[] {
  if (path[0] === 'rules') return Object.keys(configSchema.shape.rules.unwrap().valueType.shape)
  return Object.keys(path[0] === 'suppressions' ? suppressionSchema.shape : configSchema.shape)
}
