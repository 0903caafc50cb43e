import { median } from '../bench/measurement.ts'
import { startGenerator, startServer } from './compare-contenders.ts'

export interface Outage {
  /** 99th percentiles of /readyz and /livez. */
  before: { ready: number; live: number }
  during: { ready: number; live: number }
  mostInFlight: number
}

const CONNECTIONS = 10
const REQUESTS = 10_000
/** Time in which every call that is due comes to hang. */
const UNTIL_HUNG_MS = 2_000

/** Probes while all dependencies answer, and then while none ever does again. */
export async function measureOutage(name: string, rounds: number, ms: number): Promise<Outage> {
  const server = await startServer(name)
  const generator = await startGenerator()
  const { port } = server.first!
  const p99 = async (path: string): Promise<number> =>
    (await generator.ask({ port, path, connections: CONNECTIONS, requests: REQUESTS, ms })).p99Ms
  const both = async (): Promise<{ ready: number; live: number }> => {
    const ready: number[] = []
    const live: number[] = []
    for (let round = 0; round < rounds; round++) {
      ready.push(await p99('/readyz'))
      live.push(await p99('/livez'))
    }
    return { ready: median(ready), live: median(live) }
  }
  try {
    await both()
    const before = await both()
    await server.ask({ type: 'hang' })
    await new Promise((resolve) => setTimeout(resolve, UNTIL_HUNG_MS))
    const during = await both()
    const { mostInFlight } = await server.ask({ type: 'report' })
    return { before, during, mostInFlight }
  } finally {
    await Promise.all([server.end(), generator.end()])
  }
}
