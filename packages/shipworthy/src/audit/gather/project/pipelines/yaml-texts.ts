import { entriesOf, itemsOf, textOf } from '../yaml-file.ts'

/** A text or a list of texts. */
export function textsOf(node: unknown): string[] {
  const single = textOf(node)
  return single === undefined ? itemsOf(node).flatMap((item) => textOf(item) ?? []) : [single]
}

/** The texts of a map, without what holds more maps. */
export function recordOf(node: unknown): Record<string, string> {
  return Object.fromEntries(
    entriesOf(node).flatMap(({ key, value }) => {
      const text = textOf(value)
      return text === undefined ? [] : [[key, text]]
    }),
  )
}
