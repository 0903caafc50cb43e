import { once } from 'node:events'
import { Agent, request as sendRequest, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'

/** A request that is made again and again. */
export interface Question {
  method?: string
  path: string
  headers?: Readonly<Record<string, string>>
  body?: unknown
}

/** How one ended: with an answer, or with an error of the connection. */
export interface Outcome {
  path: string
  status?: number
  contentType?: string
  body?: string
  error?: string
  /** When it ended, as `performance.now()` has it. */
  atMs: number
}

export interface Load {
  outcomes: readonly Outcome[]
  /** Lets those end that are on their way. */
  stop: () => Promise<readonly Outcome[]>
}

/** A request without an answer by then hangs. */
const HANGS_AFTER_MS = 90_000
/** Between two requests of a caller, so that the machine has time for what is to be tested. */
const PAUSE_MS = 10

/** Callers that ask in turn what they are given; every other one keeps its connection. */
export function keepAsking(url: string, questions: readonly Question[], callers: number): Load {
  const outcomes: Outcome[] = []
  const stopped = new AbortController()

  async function call(index: number): Promise<void> {
    using agent = disposable(new Agent({ keepAlive: index % 2 === 0, maxSockets: 1 }))
    for (let turn = index; !stopped.signal.aborted; turn++) {
      outcomes.push(await ask(url, questions[turn % questions.length]!, agent.agent))
      await wait(PAUSE_MS)
    }
  }

  const calling = Promise.all(Array.from({ length: callers }, (_, index) => call(index)))
  return {
    outcomes,
    stop: async () => {
      stopped.abort()
      await calling
      return outcomes
    },
  }
}

async function ask(url: string, { method = 'GET', path, headers, body }: Question, agent: Agent): Promise<Outcome> {
  const type = body === undefined ? {} : { 'content-type': 'application/json' }
  try {
    const signal = AbortSignal.timeout(HANGS_AFTER_MS)
    const request = sendRequest(`${url}${path}`, { method, agent, signal, headers: { ...type, ...headers } })
    const answered = once(request, 'response')
    request.end(body === undefined ? undefined : JSON.stringify(body))
    const [response] = (await answered) as [IncomingMessage]
    const { statusCode: status = 0, headers: given } = response
    return {
      path,
      status,
      contentType: given['content-type'] ?? '',
      body: await text(response),
      atMs: performance.now(),
    }
  } catch (error) {
    return { path, error: String(error), atMs: performance.now() }
  }
}

function disposable(agent: Agent) {
  return { agent, [Symbol.dispose]: () => agent.destroy() }
}
