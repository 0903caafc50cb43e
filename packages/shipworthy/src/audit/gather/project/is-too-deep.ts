/** Real settings nest a dozen levels; parsers recurse, and a stack takes some ten thousand. */
const MAX_DEPTH = 500

/** Whether a JSON text nests so deeply that reading it would exhaust the stack. */
export function isTooDeep(text: string): boolean {
  let depth = 0
  for (const [bracket] of text.replaceAll(/"(?:[^"\\\n]|\\.)*"/g, '').matchAll(/[[\]{}]/g)) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1
    if (depth > MAX_DEPTH) return true
  }
  return false
}
