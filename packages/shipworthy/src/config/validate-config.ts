import { offsetOf, plainValue, type ConfigDocument, type ConfigFault } from './config-document.ts'
import { configError } from './config-error.ts'
import { configSchema, type Config } from './config-schema.ts'
import { suggestName } from '../closest-name.ts'
import { describeIssue, type Issue } from './describe-issue.ts'

/** The configuration with its types, or an error that names file, line and column. */
export function validateConfig({ path, text, root }: ConfigDocument, ruleIds: readonly string[]): Config {
  const result = configSchema.safeParse(plainValue(root), { reportInput: true })
  if (!result.success)
    throw configError(
      path,
      text,
      withoutEchoes(result.error.issues).flatMap((issue) => describeIssue(issue, root, keysAt)),
    )
  const unknown = Object.keys(result.data.rules ?? {})
    .filter((id) => !ruleIds.includes(id))
    .map((id): ConfigFault => {
      const suggestion = suggestName(id, ruleIds) || '; `shipworthy explain` lists all rules'
      return { at: offsetOf(root, ['rules', id]), problem: `there is no rule "${id}"${suggestion}` }
    })
  if (unknown.length > 0) throw configError(path, text, unknown)
  return result.data
}

/** A mistyped key is also a missing one; the first says more. */
function withoutEchoes(issues: readonly Issue[]): Issue[] {
  const mistyped = new Set(issues.filter(({ code }) => code === 'unrecognized_keys').map(({ path }) => path.join('.')))
  return issues.filter(({ input, path }) => input !== undefined || !mistyped.has(path.slice(0, -1).join('.')))
}

function keysAt(path: readonly PropertyKey[]): readonly string[] {
  return Object.keys(path[0] === 'rules' ? configSchema.shape.rules.unwrap().valueType.shape : configSchema.shape)
}
