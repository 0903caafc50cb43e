import { writeSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { parentPort, workerData } from 'node:worker_threads'
import type { HealthResponse } from '../handler/health-request.ts'
import { jsonResponse, withoutBody } from '../handler/make-response.ts'
import { makeAnswer, type Answer, type PublicAnswers, type PublicEndpoint } from '../handler/public-answers.ts'
import { readBlockingStack } from './blocking-stack.ts'
import { BEAT_MS, createStallMeter } from './stall-meter.ts'
import type { FromThread, ThreadSetup, ToThread } from './thread-messages.ts'

const FORWARD_TIMEOUT_MS = 2_000
const STUCK = makeAnswer(503, 'critical')
/** Written by the thread itself: what the main thread would have to write nobody would see. */
const STDERR = 2

// The entry of the thread: it owns the port, and answers probes also while the main thread is stuck.
const setup = workerData as ThreadSetup
const { prefix, heartbeat, reportAfterMs, unreadyAfterMs, deadAfterMs } = setup
const main = parentPort!
const meter = createStallMeter()
const waiting = new Map<number, (response: HealthResponse | undefined) => void>()
let answers: PublicAnswers = setup.answers
let stack: readonly string[] | undefined
let isDead = false
let lastLookMs = performance.now()
let lastId = 0

const PATHS: ReadonlyMap<string, PublicEndpoint> = new Map([
  [prefix, 'overall'],
  [`${prefix}/live`, 'live'],
  ['/livez', 'live'],
  [`${prefix}/ready`, 'ready'],
  ['/readyz', 'ready'],
  [`${prefix}/startup`, 'startup'],
])

function tell(message: FromThread): void {
  main.postMessage(message)
}

function watch(): void {
  const now = performance.now()
  const ended = meter.look(Atomics.load(heartbeat, 0), now - lastLookMs)
  lastLookMs = now
  if (ended !== undefined) {
    if (ended >= reportAfterMs) tell({ type: 'stall', stall: { durationMs: ended, stack: stack ?? [] } })
    stack = undefined
    isDead = false
    return
  }
  // In time to be known when the end of liveness is reported.
  if (meter.stalledMs >= Math.min(reportAfterMs, deadAfterMs / 2) && stack === undefined) {
    stack = []
    void readBlockingStack().then((frames) => void (stack &&= frames))
  }
  if (meter.stalledMs < deadAfterMs || isDead) return
  isDead = true
  const where = (stack ?? []).map((frame) => `\n    at ${frame}`).join('')
  const seconds = Math.round(meter.stalledMs / 1_000)
  writeSync(STDERR, `[shipworthy-health] the event loop has been blocked for ${seconds} s: not live any more${where}\n`)
}

function answerFor(endpoint: PublicEndpoint): Answer {
  const { stalledMs } = meter
  if (endpoint === 'live') return stalledMs >= deadAfterMs ? STUCK : answers.live
  return stalledMs >= unreadyAfterMs ? STUCK : answers[endpoint]
}

async function forward({ method = 'GET', url = '/', headers, socket }: IncomingMessage): Promise<HealthResponse> {
  const id = ++lastId
  const request = { method, url, headers: { ...headers }, remoteAddress: socket.remoteAddress }
  const response = await new Promise<HealthResponse | undefined>((resolve) => {
    const timer = setTimeout(
      () => resolve(jsonResponse(503, { error: 'the main thread does not answer' })),
      FORWARD_TIMEOUT_MS,
    )
    waiting.set(id, (answer) => {
      clearTimeout(timer)
      resolve(answer)
    })
    tell({ type: 'request', id, request })
  })
  waiting.delete(id)
  return response ?? jsonResponse(404, { error: 'no such path' })
}

function pathOf(url: string): string {
  const path = url.split('?', 1)[0]!
  return path.endsWith('/') ? path.replace(/\/+$/, '') : path
}

function respond(request: IncomingMessage, response: ServerResponse): void {
  const { method, url = '/', headers } = request
  const endpoint = PATHS.get(pathOf(url))
  const isRead = method === 'GET' || method === 'HEAD'
  const isPlain = endpoint !== undefined && isRead && !/[?&](exclude|verbose)\b/.test(url)
  const wantsFull = endpoint === 'overall' && headers.accept?.includes('application/health+json')
  if (!isPlain || wantsFull) return void forward(request).then((answer) => send(response, answer))
  const answer = answerFor(endpoint)
  const chosen = headers.accept?.includes('application/health+json') ? answer.healthJson : answer.json
  send(response, method === 'HEAD' ? withoutBody(chosen) : chosen)
}

function send(response: ServerResponse, { status, headers, body }: HealthResponse): void {
  response.writeHead(status, headers)
  response.end(body)
}

const server = createServer(respond)
server.headersTimeout = 5_000
server.requestTimeout = 10_000
server.on('error', (error) => tell({ type: 'failed', reason: error.message }))
server.listen({ port: setup.port, ...(setup.host !== undefined && { host: setup.host }) }, () => {
  const address = server.address()
  tell({ type: 'listening', port: typeof address === 'object' && address !== null ? address.port : setup.port })
})
setInterval(watch, BEAT_MS)

main.on('message', (message: ToThread) => {
  if (message.type === 'answers') answers = message.answers
  else waiting.get(message.id)?.(message.response)
})
