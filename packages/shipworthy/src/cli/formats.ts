/** Formats of a report. */
export const FORMATS = ['terminal', 'json', 'html', 'sarif', 'junit', 'markdown', 'badge'] as const

export type Format = (typeof FORMATS)[number]

/** Endings of file names, the longer ones first. */
const ENDINGS: readonly [ending: RegExp, format: Format][] = [
  [/\.sarif(\.json)?$/i, 'sarif'],
  [/\.json$/i, 'json'],
  [/\.html?$/i, 'html'],
  [/\.xml$/i, 'junit'],
  [/\.(md|markdown)$/i, 'markdown'],
  [/\.svg$/i, 'badge'],
  [/\.(txt|log)$/i, 'terminal'],
]

/** The format a file name asks for. */
export function formatOfFile(path: string): Format | undefined {
  return ENDINGS.find(([ending]) => ending.test(path))?.[1]
}
