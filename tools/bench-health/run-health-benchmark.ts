import { cpus } from 'node:os'
import { compareContenders, startServer, type Measured, type Rounds } from './compare-contenders.ts'
import type { Contender } from './contender.ts'
import { CONTENDERS, contenderOf } from './contenders/contenders.ts'
import { INTERVAL_MS } from './contenders/own.ts'
import { measureBlockedLoop, measureEndlessLoop, type BlockedLoop } from './measure-blocked-loop.ts'
import { measureConnections } from './measure-connections.ts'
import { measureHeap, type HeapGrowth } from './measure-heap.ts'
import { measureOutage, type Outage } from './measure-outage.ts'
import { measureOwnCost, type OwnCost } from './measure-own-cost.ts'
import { CAN_PIN } from './pinned-process.ts'

export interface HealthBenchmark {
  node: string
  processor: string
  pinned: boolean
  rounds: Rounds
  live: Measured[]
  ready: Measured[]
  app: Measured[]
  /** Calls of all three dependencies in each interval, while 50 connections probe. */
  thrift: { name: string; callsPerInterval: number; seconds: number }
  /** What the code of health takes by itself. */
  alone: OwnCost
  outage: Outage
  heap: HeapGrowth
  connections: { runs: number; most: number; left: number }
  blocked: BlockedLoop[]
  endless: { name: string; afterMs: number | undefined }
  /** Bytes that a thread of its own adds, when it is run from sources: the loader of types is in it. */
  threadBytes: number
}

export interface BenchmarkSize {
  rounds: Rounds
  thriftMs: number
  batches: number
  runs: number
  connectionRuns: number
  blockedMs: number
  endlessMs: number
}

const THREADED = 'ours, a thread of its own'
const PLAIN = 'ours on node:http'

/** Measures everything there is a bar for, and ends by itself. `tell` hears how far it is. */
export async function runHealthBenchmark(size: BenchmarkSize, tell: (what: string) => void): Promise<HealthBenchmark> {
  const compare = (endpoint: keyof Contender['paths']): Promise<Measured[]> => {
    tell(`${endpoint}: ${size.rounds.launches} × ${size.rounds.rounds} rounds`)
    const all = CONTENDERS.filter(({ paths }) => paths[endpoint] !== undefined)
    return compareContenders(all, endpoint, size.rounds)
  }
  const live = await compare('live')
  const ready = await compare('ready')
  const app = await compare('app')
  tell('calls of dependencies under load')
  const thrift = await measureThrift(size.thriftMs)
  const alone = await measureOwnCost(size.batches)
  tell('an outage of every dependency')
  const outage = await measureOutage(PLAIN, size.rounds.rounds, size.rounds.ms)
  tell(`${size.runs.toLocaleString('en')} runs in simulated time`)
  const heap = measureHeap(size.runs)
  tell('connections')
  const connections = { runs: size.connectionRuns, ...(await measureConnections(size.connectionRuns)) }
  tell('a blocked event loop')
  const blocked: BlockedLoop[] = []
  for (const one of CONTENDERS.filter(({ paths }) => paths.live !== undefined))
    blocked.push(await measureBlockedLoop(one, size.blockedMs))
  const afterMs = await measureEndlessLoop(contenderOf(THREADED), size.endlessMs)
  return {
    node: process.version,
    processor: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
    pinned: CAN_PIN,
    rounds: size.rounds,
    live,
    ready,
    app,
    thrift,
    alone,
    outage,
    heap,
    connections,
    blocked,
    endless: { name: THREADED, afterMs },
    threadBytes: (await restingBytes(THREADED)) - (await restingBytes(PLAIN)),
  }
}

async function measureThrift(ms: number): Promise<HealthBenchmark['thrift']> {
  const load = { launches: 1, rounds: 1, requests: Number.MAX_SAFE_INTEGER, ms, connections: 50 }
  const [measured] = await compareContenders([contenderOf(PLAIN)], 'ready', load)
  return {
    name: PLAIN,
    seconds: ms / 1_000,
    callsPerInterval: (measured!.callsPerSecond * INTERVAL_MS) / 1_000,
  }
}

async function restingBytes(name: string): Promise<number> {
  const server = await startServer(name)
  const { rssBytes } = await server.ask({ type: 'report' })
  await server.end()
  return rssBytes
}
