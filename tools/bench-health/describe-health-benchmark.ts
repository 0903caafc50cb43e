import { medianRatio, type Measured } from './compare-contenders.ts'
import { contenderOf } from './contenders/contenders.ts'
import type { HealthBenchmark } from './run-health-benchmark.ts'

const BARE = 'bare node:http'
const MIB = 1024 ** 2

/** The benchmark as Markdown. */
export function describeHealthBenchmark(benchmark: HealthBenchmark): string {
  const { rounds, live, ready, app } = benchmark
  return [
    `Node.js ${benchmark.node}, ${benchmark.processor}, ${benchmark.pinned ? 'server and generator on a processor each' : 'not pinned'}; ` +
      `medians of ${rounds.launches} × ${rounds.rounds} interleaved rounds, ${rounds.connections} connections.`,
    '### Liveness',
    compared(live, (one) => ratiosOf(one, live, BARE), `CPU ÷ ${BARE}: median, best`),
    '### Readiness with three dependencies of 5 ms',
    compared(ready, ({ callsPerSecond }) => count(callsPerSecond), 'calls of dependencies/s'),
    "### The application's own route",
    compared(app, (one) => ratiosOf(one, app, contenderOf(one.name).without), 'CPU ÷ without: median, best'),
    '### Bars',
    table([['what', 'measured'], ['------', '------'], ...barsOf(benchmark)]),
    '### Liveness while the event loop is blocked',
    table([
      ['server', 'probes', 'failed', 'worst ms'],
      ['------', '--:', '--:', '--:'],
      ...benchmark.blocked.map(({ name, probes, failed, worstMs }) => [name, `${probes}`, `${failed}`, count(worstMs)]),
    ]),
  ].join('\n\n')
}

function compared(all: readonly Measured[], last: (one: Measured) => string, title: string): string {
  return table([
    ['server', 'requests/s', 'spread', 'p99 ms', 'CPU µs/request', 'best round', title],
    ['------', '--:', '--:', '--:', '--:', '--:', '--:'],
    ...all.map((one) => [
      one.failures === 0 ? one.name : `${one.name} (${one.failures} failed)`,
      count(one.perSecond),
      `±${Math.round(one.spread * 50)} %`,
      one.p99Ms.toFixed(1),
      one.cpuUs.toFixed(1),
      one.leastCpuUs.toFixed(1),
      last(one),
    ]),
  ])
}

/** By the median of ratios, and by the best rounds. */
function ratiosOf(one: Measured, all: readonly Measured[], name: string | undefined): string {
  const other = all.find((candidate) => candidate.name === name)
  if (!other) return ''
  return `${medianRatio(one, other).toFixed(2)}, ${(one.leastCpuUs / other.leastCpuUs).toFixed(2)}`
}

function barsOf({ thrift, alone, app, outage, heap, connections, endless, threadBytes }: HealthBenchmark): string[][] {
  const { answering, hung } = outage
  const requestNs = (app.find(({ name }) => name === BARE)?.leastCpuUs ?? Number.NaN) * 1_000
  const share = (ns: number): string =>
    `${count(ns)} ns, ${((ns / requestNs) * 100).toFixed(1)} % of a request of ${BARE}`
  const growth = (heap.lastBytes - heap.firstBytes) / heap.firstBytes
  return [
    [
      `calls of three dependencies per interval, 50 connections × ${thrift.seconds} s on /readyz`,
      thrift.callsPerInterval.toFixed(2),
    ],
    ["health's own code on the application's route", share(alone.passedNs)],
    ["health's own code for /livez, without the server", share(alone.liveNs)],
    ['p99 of /readyz, dependencies answer, hang', `${answering.ready.toFixed(1)}, ${hung.ready.toFixed(1)} ms`],
    ['p99 of /livez, dependencies answer, hang', `${answering.live.toFixed(1)}, ${hung.live.toFixed(1)} ms`],
    ['runs in flight for one check, at most', `${outage.mostInFlight}`],
    [
      `heap after ${count(heap.runs / 10)} → ${count(heap.runs)} runs`,
      `${(heap.firstBytes / MIB).toFixed(1)} → ${(heap.lastBytes / MIB).toFixed(1)} MiB (${(growth * 100).toFixed(1)} %)`,
    ],
    [
      `connections of http and tcp, ${count(connections.runs)} runs each: at most, left`,
      `${connections.most}, ${connections.left}`,
    ],
    [
      'an endless loop is not live after',
      endless.afterMs === undefined ? 'never' : `${(endless.afterMs / 1_000).toFixed(1)} s`,
    ],
    ['memory that a thread of its own adds, run from sources', `${(threadBytes / MIB).toFixed(1)} MiB`],
  ]
}

function table(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en')
}
