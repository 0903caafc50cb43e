import type { z } from 'zod'
import type { ConfigSchema } from './load-config.ts'
import { SETTINGS } from './setting.ts'

/**
 * Writes `env.example`: every setting under its section, with what it is for, its default, and whether it is required.
 *
 * @example
 * writeFileSync('env.example', renderEnvExample(schema))
 */
export function renderEnvExample(schema: ConfigSchema): string {
  const sections = new Map<string, string[]>()
  for (const [name, setting] of Object.entries(schema.shape)) {
    const { section = 'other' } = SETTINGS.get(setting) ?? {}
    sections.set(section, [...(sections.get(section) ?? []), entryOf(name, setting)])
  }
  return [...sections].map(([section, entries]) => `# --- ${section} ---\n\n${entries.join('\n')}`).join('\n')
}

function entryOf(name: string, setting: z.ZodType): string {
  const { describe, secret, example, developmentDefault } = SETTINGS.get(setting) ?? {}
  const fallback = defaultOf(setting)
  const notes = [
    describe,
    ...(secret ? ['Secret: give it as a file with ' + `${name}_FILE, or sealed.`] : []),
    ...(setting.safeParse(undefined).success ? [] : [developmentDefault ? 'Required in production.' : 'Required.']),
  ].filter((note) => note !== undefined)
  const comments = notes.map((note) => `# ${note}\n`).join('')
  // What has a default is left to it until somebody takes the mark away.
  const line = fallback === undefined ? `${name}=${secret ? '' : (example ?? '')}` : `# ${name}=${fallback}`
  return `${comments}${line}\n`
}

function defaultOf(setting: z.ZodType): string | undefined {
  const { success, data } = setting.safeParse(undefined)
  return success && data !== undefined ? String(data) : undefined
}
