import type { EntryPoint } from '../entries/entry-points.ts'
import { snippetOf } from '../evidence.ts'
import type { ProfileContext } from './profile-context.ts'
import type { Trait } from './trait.ts'

/** Where production processes start: the source that runs first, and the command that runs it. */
export function entryTraits({ views }: ProfileContext): Trait[] {
  return views.entries.entries.flatMap(entryTrait)
}

function entryTrait({ file, framework, command }: EntryPoint): Trait[] {
  const name = file ?? framework
  if (name === undefined) return []
  if (!command) return [{ text: name, file: name, state: 'unknown', reason: 'no start command names it' }]
  const launched = shorten(snippetOf(commandText(command.text)))
  const text = launched === name ? name : `${name} (${launched})`
  return [{ text, file: command.file, line: command.line, state: 'on' }]
}

const MAX_COMMAND = 60

function shorten(text: string): string {
  return text.length > MAX_COMMAND ? `${text.slice(0, MAX_COMMAND - 1)}…` : text
}

/** `["node", "server.js"]` reads as `node server.js`. */
function commandText(text: string): string {
  if (!text.startsWith('[')) return text
  try {
    const words: unknown = JSON.parse(text)
    return Array.isArray(words) ? words.join(' ') : text
  } catch {
    return text
  }
}
