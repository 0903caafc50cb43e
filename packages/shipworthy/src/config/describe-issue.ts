import type { z } from 'zod'
import { offsetOf, type ConfigFault, type ConfigNode } from './config-document.ts'
import { suggestName } from '../closest-name.ts'

export type Issue = z.core.$ZodIssue

/** What the schema found, in words and with its place. */
export function describeIssue(issue: Issue, root: ConfigNode, keysAt: KeysAt): ConfigFault[] {
  const at = offsetOf(root, issue.path)
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      at: offsetOf(root, [...issue.path, key]),
      problem: unknownKey(key, nameOf(issue.path), keysAt(issue.path)),
    }))
  return [{ at, problem: `${nameOf(issue.path)} ${demandOf(issue)}` }]
}

/** The keys that may stand at a path. */
export type KeysAt = (path: readonly PropertyKey[]) => readonly string[]

function unknownKey(key: string, parent: string, known: readonly string[]): string {
  if (key === 'plugins' && parent === 'the configuration')
    return 'a configuration names no plugins, for it must not decide what is run; name them with --plugin'
  const where = parent === 'the configuration' ? '' : ` in ${parent}`
  const suggestion = suggestName(key, known)
  return `unknown key "${key}"${where}${suggestion || `; the keys are ${known.join(', ')}`}`
}

function demandOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? 'is missing'
        : `must be ${NOUNS[issue.expected] ?? issue.expected}, not ${nounOf(issue.input)}`
    case 'invalid_value':
      return `must be ${listWords(issue.values.map(String))}, not ${JSON.stringify(issue.input)}${suggestName(String(issue.input), issue.values.map(String))}`
    case 'too_small':
      return issue.origin === 'string' ? 'must not be empty' : `must be ${String(issue.minimum)} or more`
    case 'too_big':
      return `must be ${String(issue.maximum)} or less`
    default:
      return `is not valid: ${issue.message}`
  }
}

const NOUNS: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a set of keys',
  record: 'a set of keys',
  null: 'nothing',
}

function nounOf(value: unknown): string {
  const kind = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
  return NOUNS[kind] ?? kind
}

/** `rules["lifecycle/no-sigterm"].reason` */
function nameOf(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'the configuration'
  return path
    .map((step, index) =>
      /^\w+$/.test(String(step)) && typeof step !== 'number'
        ? `${index > 0 ? '.' : ''}${String(step)}`
        : `[${JSON.stringify(step)}]`,
    )
    .join('')
}

function listWords(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}
