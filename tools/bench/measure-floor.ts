// Child of the benchmark: the least an audit can do, namely to walk, read, filter and parse the same files.
// node measure-floor.ts <dir>, with { sources, parsed } as JSON on stdin
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync, type ParserOptions } from 'oxc-parser'
import { listFiles } from '../../packages/shipworthy/src/audit/gather/project/list-files.ts'
import { RULES } from '../../packages/shipworthy/src/audit/rules/registry.generated.ts'
import { tokenFilter } from '../../packages/shipworthy/src/audit/run-audit.ts'
import { timed, type FloorMeasurement, type Spans } from './measurement.ts'

const SPECIFIER = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)(['"])([^'"\n]+)\1/g

interface Paths {
  sources: string[]
  parsed: string[]
}

process.stdout.write(JSON.stringify(measureFloor(process.argv[2] ?? '.', JSON.parse(readFileSync(0, 'utf8')) as Paths)))

function measureFloor(dir: string, { sources, parsed }: Paths): FloorMeasurement {
  const spans: Spans = {}
  const filter = tokenFilter(RULES)
  timed(spans, 'walk', () => listFiles(dir))
  const texts = new Map<string, string>()
  timed(spans, 'read and filter', () => {
    for (const path of sources) {
      const text = readFileSync(join(dir, path), 'utf8')
      texts.set(path, text)
      filter.matches(
        Array.from(text.matchAll(SPECIFIER), ([, , specifier]) => specifier!),
        text,
      )
    }
  })
  timed(spans, 'parse', () => {
    for (const path of parsed) parse(path, texts.get(path) ?? readFileSync(join(dir, path), 'utf8'))
  })
  const all = [...texts.values()]
  return {
    spans,
    lines: all.reduce((sum, text) => sum + text.split('\n').length, 0),
    bytes: all.reduce((sum, text) => sum + Buffer.byteLength(text), 0),
    maxRssMib: process.resourceUsage().maxRSS / 1024,
  }
}

/** With raw transfer, as the audit does; the tree is made when `program` is asked for. */
function parse(path: string, text: string): number {
  const options: ParserOptions & { experimentalRawTransfer: boolean } = { experimentalRawTransfer: true }
  return parseSync(path, text, options).program.body.length
}
