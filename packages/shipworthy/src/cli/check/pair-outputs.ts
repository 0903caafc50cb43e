import { resolve } from 'node:path'
import { formatOfFile, type Format } from '../formats.ts'
import { usageError } from '../parse-option.ts'

/** One format and where it goes; no path is stdout. */
export interface Delivery {
  format: Format
  path: string | undefined
}

/**
 * Pairs formats with outputs: a file whose name says its format takes that one, the others pair in order, first those whose
 * name says nothing. A format without an output goes to stdout, an output without a format takes the one its name says.
 */
export function pairOutputs(formats: readonly Format[], outputs: readonly string[]): Delivery[] {
  if (formats.length + outputs.length === 0) return [{ format: 'terminal', path: undefined }]
  const free = [...formats]
  const chosen = new Map<number, Format>()
  const pair = (suits: (format: Format, path: string) => boolean): void => {
    for (const [index, path] of outputs.entries()) {
      const at = chosen.has(index) ? -1 : free.findIndex((format) => suits(format, path))
      if (at !== -1) chosen.set(index, free.splice(at, 1)[0]!)
    }
  }
  pair((format, path) => formatOfFile(path) === format)
  pair((_, path) => formatOfFile(path) === undefined)
  pair(() => true)
  const deliveries = [
    ...outputs.map((path, index) => ({
      format: chosen.get(index) ?? formatFor(path),
      path: path === '-' ? undefined : path,
    })),
    ...free.map((format) => ({ format, path: undefined })),
  ]
  refuseDoubles(deliveries)
  return deliveries
}

function formatFor(path: string): Format {
  if (path === '-') return 'terminal'
  const format = formatOfFile(path)
  if (format) return format
  throw usageError(`no --format goes with the output "${path}", and its name does not say which it is`)
}

function refuseDoubles(deliveries: readonly Delivery[]): void {
  const files = deliveries.flatMap(({ path }) => (path === undefined ? [] : [path]))
  const toStdout = deliveries.filter(({ path }) => path === undefined).map(({ format }) => format)
  if (toStdout.length > 1)
    throw usageError(`only one format can go to stdout, not ${toStdout.join(' and ')}: give the others an --output`)
  refuseSameFile(files)
}

/** Two results in one file would leave only the second. */
export function refuseSameFile(paths: readonly string[]): void {
  const seen = new Set<string>()
  for (const path of paths) {
    const absolute = resolve(path)
    if (seen.has(absolute)) throw usageError(`"${path}" is given as an output twice`)
    seen.add(absolute)
  }
}
