import { Agent, get as getHttp, type IncomingMessage } from 'node:http'
import { Agent as SecureAgent, get as getHttps } from 'node:https'
import { toSilence } from '../to-silence.ts'

export interface LoadTarget {
  url: string
  headers: Readonly<Record<string, string>>
  /** A certificate authority, PEM. */
  ca?: string
  connections: number
  seconds: number
  signal: AbortSignal
}

/** What one round gave. */
export interface Sent {
  latenciesMs: number[]
  /** Answers by status, failures by cause. */
  outcomes: Map<string, number>
  seconds: number
  /** Share of one core that this process took, 0–1. */
  senderLoad: number
}

/** An answer that takes longer is a failure. */
const TIMEOUT_MS = 10_000
/** Where connections are refused at once, asking again at once would be nothing but noise. */
const PAUSE_AFTER_FAILURE_MS = 100

/** Asks for one path over a number of connections, each of which asks again as soon as it has its answer. */
export async function sendLoad(target: LoadTarget): Promise<Sent> {
  const { connections, seconds, signal, ca } = target
  const options = { keepAlive: true, maxSockets: connections, ...(ca !== undefined && { ca }) }
  const agent = target.url.startsWith('https:') ? new SecureAgent(options) : new Agent(options)
  const latenciesMs: number[] = []
  const outcomes = new Map<string, number>()
  const startedMs = performance.now()
  const before = process.cpuUsage()
  const ask = async (): Promise<void> => {
    while (performance.now() - startedMs < seconds * 1_000 && !signal.aborted) {
      const sentMs = performance.now()
      const outcome = await sendOne(target, agent)
      if (signal.aborted) return
      latenciesMs.push(performance.now() - sentMs)
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
      if (!/^\d/.test(outcome)) await new Promise((done) => setTimeout(done, PAUSE_AFTER_FAILURE_MS))
    }
  }
  await Promise.all(Array.from({ length: connections }, ask))
  agent.destroy()
  signal.throwIfAborted()
  const { user, system } = process.cpuUsage(before)
  const elapsedMs = performance.now() - startedMs
  return { latenciesMs, outcomes, seconds: elapsedMs / 1_000, senderLoad: (user + system) / 1_000 / elapsedMs }
}

function sendOne({ url, headers, signal }: LoadTarget, agent: Agent): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  const get = agent instanceof SecureAgent ? getHttps : getHttp
  const request = get(url, { agent, headers, signal }, (response: IncomingMessage) => {
    response.on('end', () => resolve(`${response.statusCode}`)).on('error', fail)
    response.resume()
  })
  const limit = setTimeout(() => request.destroy(Object.assign(new Error(), { name: 'TimeoutError' })), TIMEOUT_MS)
  const fail = (error: Error): void => resolve(toSilence(error).cause)
  request.on('error', fail)
  return promise.finally(() => clearTimeout(limit))
}
