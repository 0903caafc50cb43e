import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { planLive } from '../derive/live/plan-live.ts'
import { createViews } from '../derive/views.ts'
import { exampleReader } from '../examples/example-reader.ts'
import type { LiveFacts } from '../facts/live/live-facts.ts'
import { gatherLive } from '../gather/live/gather-live.ts'
import type { RuleResult } from '../model/outcome.ts'
import { gatherFacts, judgeFacts } from '../run-audit.ts'

export interface AuditedService {
  live: LiveFacts
  results: readonly RuleResult[]
  of: (rule: string) => RuleResult
}

export interface ServiceAudit {
  /** Source of the service; none when left out. */
  files?: Record<string, string>
  active?: boolean
  headers?: Record<string, string>
  timeoutMs?: number
  /** Judge it as if strangers reached it: a test server is always on loopback. */
  remote?: boolean
}

/** Asks a running server over HTTP, and judges what came with all rules. */
export async function auditService(
  url: string,
  { files, active = false, headers, timeoutMs = 120_000, remote = false }: ServiceAudit = {},
): Promise<AuditedService> {
  const facts = gatherFacts(exampleReader(files ? { files } : {}), {})
  const views = createViews(facts)
  const live = await gatherLive({ url, active, timeoutMs, ...(headers && { headers }) }, planLive(views))
  if (remote && live.answers.http?.state === 'answered') live.answers.http.facts.local = false
  const { results } = judgeFacts({ ...facts, live }, views, { startedMs: performance.now() })
  return {
    live,
    results,
    of: (rule) => results.find((result) => result.rule === rule) ?? failed(`there is no rule ${rule}`),
  }
}

/** Serves on a free port of loopback while the work is done. */
export async function withServer<T>(listener: RequestListener, work: (url: string) => Promise<T>): Promise<T> {
  const server = createServer(listener)
  const url = await listen(server)
  try {
    return await work(url)
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function failed(text: string): never {
  throw new Error(text)
}
