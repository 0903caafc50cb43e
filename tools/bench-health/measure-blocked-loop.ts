import { HOST, type Contender } from './contender.ts'
import { startServer } from './compare-contenders.ts'

export interface BlockedLoop {
  name: string
  probes: number
  failed: number
  worstMs: number
}

const PROBE_EVERY_MS = 200
/** What Kubernetes gives a probe unless told otherwise. */
const PROBE_TIMEOUT_MS = 1_000
const FOR_EVER_MS = 600_000

/** Asks for liveness while the event loop of the service is blocked. */
export async function measureBlockedLoop({ name, paths }: Contender, blockedMs: number): Promise<BlockedLoop> {
  const server = await startServer(name)
  const url = urlOf(server.first!, paths.live!)
  try {
    await probe(url)
    await server.ask({ type: 'block', ms: blockedMs })
    const end = performance.now() + blockedMs
    const asked: Promise<Probe>[] = []
    while (performance.now() < end) {
      asked.push(probe(url))
      await new Promise((resolve) => setTimeout(resolve, PROBE_EVERY_MS))
    }
    const probes = await Promise.all(asked)
    return {
      name,
      probes: probes.length,
      failed: probes.filter(({ status }) => status !== 200).length,
      worstMs: Math.max(...probes.map(({ tookMs }) => tookMs)),
    }
  } finally {
    await server.end()
  }
}

/** How long it takes until liveness fails once the loop is blocked for ever. */
export async function measureEndlessLoop({ name, paths }: Contender, limitMs: number): Promise<number | undefined> {
  const server = await startServer(name)
  const url = urlOf(server.first!, paths.live!)
  try {
    await server.ask({ type: 'block', ms: FOR_EVER_MS })
    const start = performance.now()
    while (performance.now() - start < limitMs) {
      if ((await probe(url)).status === 503) return performance.now() - start
      await new Promise((resolve) => setTimeout(resolve, PROBE_EVERY_MS))
    }
    return undefined
  } finally {
    await server.end()
  }
}

interface Probe {
  /** None when nothing came in time. */
  status: number | undefined
  tookMs: number
}

async function probe(url: string): Promise<Probe> {
  const start = performance.now()
  const signal = AbortSignal.timeout(PROBE_TIMEOUT_MS)
  const status = await fetch(url, { signal, headers: { connection: 'close' } }).then(
    async (response) => (await response.text(), response.status),
    () => undefined,
  )
  return { status, tookMs: performance.now() - start }
}

function urlOf({ port, probePort = port }: { port: number; probePort?: number }, path: string): string {
  return `http://${HOST}:${probePort}${path}`
}
