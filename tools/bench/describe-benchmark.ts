import { sumOf } from './measurement.ts'
import type { Benchmark } from './run-benchmark.ts'

const STEPS = ['walk', 'read and filter', 'parse', 'derive', 'rules', 'report']

/** The benchmark as a table for a terminal. */
export function describeBenchmark({ runs, node, floor, check, again, ratio, againRatio, ...size }: Benchmark): string {
  const rows = [
    ['', 'floor', 'check'],
    ...STEPS.map((step) => [step, milliseconds(floor.spans[step]), milliseconds(check.spans[step])]),
    ['start and loading', milliseconds(floor.startMs), milliseconds(check.wallMs - sumOf(check.spans))],
    ['whole process', milliseconds(floor.wallMs), milliseconds(check.wallMs)],
    ['again, unchanged', '', milliseconds(again.wallMs)],
    ['memory, at most', '', mebibytes(check.maxRssMib)],
  ]
  const width = Math.max(...rows.map(([name]) => name!.length))
  return [
    `${size.dir}: ${count(size.files)} files, ${count(size.sources)} sources read (${count(size.lines)} lines, ${mebibytes(size.bytes / 1024 ** 2)}), ${count(size.parsed)} parsed`,
    `Node.js ${node}, every run in a process of its own, ${runs === 1 ? '1 run' : `median of ${runs} runs`}`,
    '',
    ...rows.map(([name, a, b]) => `  ${name!.padEnd(width)}  ${a!.padStart(10)}  ${b!.padStart(10)}`),
    '',
    `  check ÷ floor: ${ratio.toFixed(2)}`,
    `  again ÷ check: ${againRatio.toFixed(2)}`,
  ].join('\n')
}

function milliseconds(ms: number | undefined): string {
  return ms === undefined ? '' : `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`
}

function mebibytes(size: number): string {
  return `${size < 10 ? size.toFixed(1) : Math.round(size)} MiB`
}

function count(value: number): string {
  return value.toLocaleString('en')
}
