import { median } from '../bench/measurement.ts'
import type { Contender } from './contender.ts'
import type { LoadOrder, LoadResult, ServerReport, ServerMessage } from './messages.ts'
import { startPinned, type PinnedProcess } from './pinned-process.ts'

export type Server = PinnedProcess<ServerMessage, ServerReport>
export type Generator = PinnedProcess<LoadOrder, LoadResult>

export interface Rounds {
  /** Every launch starts all servers anew: what the compiler made of one process is not what it makes of the next. */
  launches: number
  rounds: number
  /** A round ends with the first of the two. */
  requests: number
  ms: number
  connections: number
}

/** Medians over all rounds; `spread` is the middle half of requests/s, as a share of the median. */
export interface Measured {
  name: string
  perSecond: number
  spread: number
  p99Ms: number
  cpuUs: number
  /** Of the best round: what else a machine does only ever adds to it. */
  leastCpuUs: number
  /** Calls of dependencies, of all three together. */
  callsPerSecond: number
  failures: number
  rounds: readonly Round[]
}

interface Round {
  perSecond: number
  p99Ms: number
  cpuUs: number
  callsPerSecond: number
  failures: number
}

const SERVER_CPU = 1
const GENERATOR_CPU = 0
/** A server is measured when the compiler has done its work. */
const WARM_UP = { requests: 20_000, ms: 5_000 }

export function startServer(name: string): Promise<Server> {
  return startPinned('serve.ts', [name], { cpu: SERVER_CPU, speaksFirst: true })
}

export function startGenerator(): Promise<Generator> {
  return startPinned('generate-load.ts', [], { cpu: GENERATOR_CPU, speaksFirst: false })
}

/** Measures all contenders in turns, A B C, C B A, …, so that what else the machine does meets all of them alike. */
export async function compareContenders(
  contenders: readonly Contender[],
  endpoint: keyof Contender['paths'],
  { launches, rounds, ...load }: Rounds,
): Promise<Measured[]> {
  const taken = new Map<string, Round[]>(contenders.map(({ name }) => [name, []]))
  for (let launch = 0; launch < launches; launch++) {
    const generator = await startGenerator()
    const servers: { one: Contender; server: Server }[] = []
    try {
      for (const one of contenders) servers.push({ one, server: await startServer(one.name) })
      for (const { one, server } of servers)
        await measureRound(one, endpoint, server, generator, { ...load, ...WARM_UP })
      for (let round = 0; round < rounds; round++)
        for (const { one, server } of round % 2 === 0 ? servers : servers.toReversed())
          taken.get(one.name)!.push(await measureRound(one, endpoint, server, generator, load))
    } finally {
      await Promise.all([generator, ...servers.map(({ server }) => server)].map((process) => process.end()))
    }
  }
  return [...taken].map(([name, all]) => summarize(name, all))
}

async function measureRound(
  { paths }: Contender,
  endpoint: keyof Contender['paths'],
  server: Server,
  generator: Generator,
  load: Omit<LoadOrder, 'port' | 'path'>,
): Promise<Round> {
  const before = await server.ask({ type: 'report' })
  const port = endpoint === 'app' ? before.port : (before.probePort ?? before.port)
  const { requests, failures, elapsedMs, p99Ms } = await generator.ask({ port, path: paths[endpoint]!, ...load })
  const after = await server.ask({ type: 'report' })
  return {
    perSecond: (requests * 1_000) / elapsedMs,
    p99Ms,
    cpuUs: (after.cpuUs - before.cpuUs) / requests,
    callsPerSecond: ((after.calls - before.calls) * 1_000) / elapsedMs,
    failures,
  }
}

function summarize(name: string, rounds: readonly Round[]): Measured {
  const of = (key: keyof Round): number => median(rounds.map((round) => round[key]))
  const sorted = rounds.map(({ perSecond }) => perSecond).toSorted((a, b) => a - b)
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)]!
  return {
    name,
    perSecond: of('perSecond'),
    spread: (at(0.75) - at(0.25)) / of('perSecond'),
    p99Ms: of('p99Ms'),
    cpuUs: of('cpuUs'),
    leastCpuUs: Math.min(...rounds.map(({ cpuUs }) => cpuUs)),
    callsPerSecond: of('callsPerSecond'),
    failures: rounds.reduce((sum, { failures }) => sum + failures, 0),
    rounds,
  }
}

/** The median over rounds of the ratio of the CPU of two that were measured side by side. */
export function medianRatio(one: Measured, other: Measured): number {
  return median(one.rounds.map(({ cpuUs }, index) => cpuUs / other.rounds[index]!.cpuUs))
}
