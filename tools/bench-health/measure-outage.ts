import { median } from '../bench/measurement.ts'
import { startGenerator, startServer, type Server } from './compare-contenders.ts'

/** 99th percentiles of /readyz and /livez. */
export interface ProbeLatency {
  ready: number
  live: number
}

export interface Outage {
  /** While all dependencies answer, and while none ever does. */
  answering: ProbeLatency
  hung: ProbeLatency
  mostInFlight: number
}

const CONNECTIONS = 10
const REQUESTS = 10_000
/** Time in which every call that is due comes to hang. */
const UNTIL_HUNG_MS = 2_000

/** Probes a service whose dependencies answer and one whose dependencies hang, in turns. */
export async function measureOutage(name: string, rounds: number, ms: number): Promise<Outage> {
  const answering = await startServer(name)
  const hung = await startServer(name)
  const generator = await startGenerator()
  const p99 = async (server: Server, path: string): Promise<number> => {
    const { port } = server.first!
    return (await generator.ask({ port, path, connections: CONNECTIONS, requests: REQUESTS, ms })).p99Ms
  }
  const taken = new Map([answering, hung].map((server) => [server, { ready: [] as number[], live: [] as number[] }]))
  try {
    await hung.ask({ type: 'hang' })
    await new Promise((resolve) => setTimeout(resolve, UNTIL_HUNG_MS))
    // The first round warms both up.
    for (let round = 0; round <= rounds; round++)
      for (const [server, { ready, live }] of taken) {
        const both = { ready: await p99(server, '/readyz'), live: await p99(server, '/livez') }
        if (round === 0) continue
        ready.push(both.ready)
        live.push(both.live)
      }
    const { mostInFlight } = await hung.ask({ type: 'report' })
    return { answering: latencyOf(taken.get(answering)!), hung: latencyOf(taken.get(hung)!), mostInFlight }
  } finally {
    await Promise.all([answering, hung, generator].map((process) => process.end()))
  }
}

function latencyOf({ ready, live }: { ready: number[]; live: number[] }): ProbeLatency {
  return { ready: median(ready), live: median(live) }
}
