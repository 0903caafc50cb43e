import type { ConfigFault, ConfigNode } from '../config/config-document.ts'

const REFERENCE = /\$\$\{|\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}|\$\{[^}]*\}?/g
/** Shorter values are no secrets, and occur in other words. */
const MIN_SECRET = 4

export interface Interpolated {
  root: ConfigNode
  faults: ConfigFault[]
  /** What was put in, by the name of its variable; not to be shown. */
  values: ReadonlyMap<string, string>
}

/** Puts environment variables into the texts of a configuration: `${NAME}`, or `${NAME:-default}`; `$${` is `${` itself. */
export function interpolateEnvironment(
  root: ConfigNode,
  environment: Readonly<Record<string, string | undefined>>,
): Interpolated {
  const faults: ConfigFault[] = []
  const values = new Map<string, string>()

  function fill(text: string, at: number): string {
    return text.replace(REFERENCE, (whole, name: string | undefined, standard: string | undefined) => {
      if (whole === '$${') return '${'
      if (name === undefined) {
        faults.push({
          at,
          problem: `${whole} is no variable: write \${NAME} or \${NAME:-default}, and $\${ for a plain \${`,
        })
        return ''
      }
      const value = environment[name] || standard
      if (value === undefined) faults.push({ at, problem: `the environment variable ${name} is not set` })
      else values.set(name, value)
      return value ?? ''
    })
  }

  function visit(node: ConfigNode): ConfigNode {
    if (node.kind === 'list') return { ...node, items: node.items.map(visit) }
    if (node.kind === 'map')
      return { ...node, entries: node.entries.map((entry) => ({ ...entry, node: visit(entry.node) })) }
    return typeof node.value === 'string' ? { ...node, value: fill(node.value, node.at) } : node
  }

  return { root: visit(root), faults, values }
}

/** A message without what came from the environment. */
export function hideValues(message: string, values: ReadonlyMap<string, string>): string {
  let hidden = message
  for (const [name, value] of values) if (value.length >= MIN_SECRET) hidden = hidden.replaceAll(value, `\${${name}}`)
  return hidden
}
