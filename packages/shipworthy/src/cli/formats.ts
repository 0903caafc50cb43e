/** Formats of a report. */
export const FORMATS = ['terminal', 'json', 'html'] as const

export type Format = (typeof FORMATS)[number]

/** The format a file name asks for. */
export function formatOfFile(path: string): Format | undefined {
  if (/\.json$/i.test(path)) return 'json'
  if (/\.html?$/i.test(path)) return 'html'
  return /\.(txt|log)$/i.test(path) ? 'terminal' : undefined
}
