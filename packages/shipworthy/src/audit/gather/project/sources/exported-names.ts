const EXPORTED =
  /\bexport\b[^;{(=]*\{([^}]*)\}|\bexport\s+(?:(?:declare|default|async|abstract)\s+)*(?:const|let|var|function\b\s*\*?|class|enum|namespace)\s+([\w$]+)/g
const OPEN = /\bexport\s*\*|\bexport\s+(?:const|let|var)\s*\[|\bexports\b|\bexport\s*=|\bimport\s+\w+\s*=/

/** The names a module may export, from its text alone; `undefined` when that cannot be told, as with `export *`. */
export function exportedNames(text: string): ReadonlySet<string> | undefined {
  if (OPEN.test(text)) return undefined
  const names = new Set<string>()
  for (const [, list, name] of text.matchAll(EXPORTED)) {
    if (name) names.add(name)
    for (const word of list?.match(/[\w$]+/g) ?? []) names.add(word)
  }
  return names
}
