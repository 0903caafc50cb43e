import type { IncomingMessage, ServerResponse } from 'node:http'
import { createHealth } from '../../packages/health/src/create-health.ts'
import { answerNode } from '../../packages/health/src/http/adapters/node.ts'
import { APP_PATH } from './contender.ts'

/** Nanoseconds that health's own code takes for one request, without the server around it. */
export interface OwnCost {
  /** To see that a request is the application's. */
  passedNs: number
  /** To find the answer of /livez. */
  liveNs: number
}

const CALLS_PER_BATCH = 10_000

/** The best of many batches: what else the machine does only ever adds. */
export async function measureOwnCost(batches: number): Promise<OwnCost> {
  const health = createHealth({ autoStart: false })
  const response = { writeHead() {}, end() {} } as unknown as ServerResponse
  const best = (url: string): number => {
    const request = { url, method: 'GET', headers: { host: 'localhost' }, socket: { remoteAddress: '127.0.0.1' } }
    let leastMs = Infinity
    for (let batch = 0; batch < batches; batch++) {
      const start = performance.now()
      for (let call = 0; call < CALLS_PER_BATCH; call++)
        answerNode(health.handler, request as unknown as IncomingMessage, response)
      leastMs = Math.min(leastMs, performance.now() - start)
    }
    return (leastMs * 1e6) / CALLS_PER_BATCH
  }
  const cost = { passedNs: best(APP_PATH), liveNs: best('/livez') }
  await health.close()
  return cost
}
