import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from '../root.ts'
import {
  median,
  medianSpans,
  sumOf,
  type AuditMeasurement,
  type FloorMeasurement,
  type ProcessMeasurement,
  type Spans,
} from './measurement.ts'

export interface Benchmark {
  dir: string
  runs: number
  node: string
  files: number
  sources: number
  parsed: number
  lines: number
  bytes: number
  /** `wallMs` is the start of a Node.js that does nothing, and the steps. */
  floor: { spans: Spans; startMs: number } & ProcessMeasurement
  /** `wallMs` is that of the command as a user starts it, from the built package. */
  check: { spans: Spans } & ProcessMeasurement
  /** The same command once more, when nothing has changed. */
  again: ProcessMeasurement
  /** The whole check ÷ the whole floor. */
  ratio: number
  /** The second check ÷ the first. */
  againRatio: number
}

const MAIN = join(ROOT, 'packages/shipworthy/dist/cli/main.js')
const MAX_BUFFER = 256 * 1024 * 1024
/** Told by the process itself on a fourth channel, when it ends. */
const REPORT_MEMORY = `data:text/javascript,${encodeURIComponent(
  "import fs from 'node:fs'; process.on('exit', () => fs.writeSync(3, String(process.resourceUsage().maxRSS)))",
)}`

/** Measures `runs` times, each in processes of its own so that every run is cold, and takes the medians. */
export function runBenchmark(dir: string, runs: number): Benchmark {
  const audits: AuditMeasurement[] = []
  const floors: FloorMeasurement[] = []
  const processes: ProcessMeasurement[] = []
  const repeats: ProcessMeasurement[] = []
  const starts: number[] = []
  const cache = mkdtempSync(join(tmpdir(), 'shipworthy-bench-'))
  process.once('exit', () => rmSync(cache, { recursive: true, force: true }))
  const command = [MAIN, 'check', dir, '--no-config', '--quiet']
  measureProcess(command, { SHIPWORTHY_CACHE_DIR: cache })
  for (let run = 0; run < runs; run++) {
    starts.push(measureProcess(['--eval', '']).wallMs)
    const audit = child<AuditMeasurement>('measure-audit.ts', dir, '')
    audits.push(audit)
    const { sources, parsed } = audit
    floors.push(child<FloorMeasurement>('measure-floor.ts', dir, JSON.stringify({ sources, parsed })))
    processes.push(measureProcess([...command, '--no-cache']))
    repeats.push(measureProcess(command, { SHIPWORTHY_CACHE_DIR: cache }))
  }
  const [audit] = audits as [AuditMeasurement]
  const [floor] = floors as [FloorMeasurement]
  const spans = medianSpans(floors.map((entry) => entry.spans))
  const startMs = median(starts)
  const floorMs = startMs + sumOf(spans)
  const checkMs = median(processes.map(({ wallMs }) => wallMs))
  const againMs = median(repeats.map(({ wallMs }) => wallMs))
  return {
    dir,
    runs,
    node: process.version,
    files: audit.files,
    sources: audit.sources.length,
    parsed: audit.parsed.length,
    lines: floor.lines,
    bytes: floor.bytes,
    floor: { spans, startMs, wallMs: floorMs, maxRssMib: largestOf(floors) },
    check: { spans: medianSpans(audits.map((entry) => entry.spans)), wallMs: checkMs, maxRssMib: largestOf(processes) },
    again: { wallMs: againMs, maxRssMib: largestOf(repeats) },
    ratio: checkMs / floorMs,
    againRatio: againMs / checkMs,
  }
}

function largestOf(runs: readonly { maxRssMib: number }[]): number {
  return Math.max(...runs.map(({ maxRssMib }) => maxRssMib))
}

function child<T>(script: string, dir: string, input: string): T {
  const words = [join(ROOT, 'tools/bench', script), dir]
  const { stdout, stderr, status } = spawnSync(process.execPath, words, {
    input,
    encoding: 'utf8',
    maxBuffer: MAX_BUFFER,
  })
  if (status !== 0) throw new Error(`${script} ended with ${status}\n${stderr}`)
  return JSON.parse(stdout) as T
}

function measureProcess(words: readonly string[], env: Readonly<Record<string, string>> = {}): ProcessMeasurement {
  const from = performance.now()
  const { output, status, stderr } = spawnSync(process.execPath, ['--import', REPORT_MEMORY, ...words], {
    encoding: 'utf8',
    maxBuffer: MAX_BUFFER,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  const wallMs = performance.now() - from
  if (status !== 0 && status !== 1 && status !== 3)
    throw new Error(`${words.join(' ')} ended with ${status}\n${stderr}`)
  return { wallMs, maxRssMib: Number(output[3]) / 1024 }
}
