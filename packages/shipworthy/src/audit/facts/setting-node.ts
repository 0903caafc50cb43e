/**
 * A value of a settings file and where it is written. Files that a tool merges (Kustomize, several compose files, a chart
 * and its values) become one tree whose parts keep their own places.
 */
export type SettingNode = SettingMap | SettingList | SettingScalar

interface Placed {
  file: string
  line: number
  /** A tag that tells how it is merged: `!reset`, `!override`. */
  tag?: string
}

export interface SettingMap extends Placed {
  kind: 'map'
  entries: ReadonlyMap<string, SettingNode>
  /** Expressions that add keys nobody can tell without rendering the template. */
  open?: readonly string[]
}

export interface SettingList extends Placed {
  kind: 'list'
  items: readonly SettingNode[]
  open?: readonly string[]
}

export interface SettingScalar extends Placed {
  kind: 'scalar'
  value: string | number | boolean | null
  /** A template decides: `value` is the text as written. */
  open?: readonly string[]
  /** From the defaults of a chart, which whoever installs it may overrule. */
  isDefault?: boolean
}

export function nodeAt(node: SettingNode | undefined, ...path: readonly string[]): SettingNode | undefined {
  let current = node
  for (const key of path) current = current?.kind === 'map' ? current.entries.get(key) : undefined
  return current
}

export function entriesAt(node: SettingNode | undefined, ...path: readonly string[]): [string, SettingNode][] {
  const found = nodeAt(node, ...path)
  return found?.kind === 'map' ? [...found.entries] : []
}

export function itemsAt(node: SettingNode | undefined, ...path: readonly string[]): readonly SettingNode[] {
  const found = nodeAt(node, ...path)
  return found?.kind === 'list' ? found.items : []
}

/** A scalar's value that no template decides. */
export function valueAt(node: SettingNode | undefined, ...path: readonly string[]): SettingScalar['value'] | undefined {
  const found = nodeAt(node, ...path)
  return found?.kind === 'scalar' && !found.open ? found.value : undefined
}

/** A scalar as text; one that a template decides as it is written. */
export function textAt(node: SettingNode | undefined, ...path: readonly string[]): string | undefined {
  const found = nodeAt(node, ...path)
  return found?.kind === 'scalar' && found.value !== null ? String(found.value) : undefined
}

export function numberAt(node: SettingNode | undefined, ...path: readonly string[]): number | undefined {
  const value = valueAt(node, ...path)
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

/** One text, or the texts of a list. */
export function textsAt(node: SettingNode | undefined, ...path: readonly string[]): string[] {
  const found = nodeAt(node, ...path)
  const single = textAt(found)
  return single === undefined ? itemsAt(found).flatMap((item) => textAt(item) ?? []) : [single]
}

/** A map of texts, such as labels. */
export function recordAt(node: SettingNode | undefined, ...path: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    entriesAt(node, ...path).flatMap(([key, value]) => {
      const text = textAt(value)
      return text === undefined ? [] : [[key, text]]
    }),
  )
}

/** Whether a part of the path, or what stands at its end, is decided by a template. */
export function isOpenAt(node: SettingNode | undefined, ...path: readonly string[]): boolean {
  let current = node
  for (const key of path) {
    if (current?.open) return true
    current = current?.kind === 'map' ? current.entries.get(key) : undefined
  }
  return current?.open !== undefined || (current?.kind === 'scalar' && current.isDefault === true)
}
