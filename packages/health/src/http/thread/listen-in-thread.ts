import { Worker } from 'node:worker_threads'
import { HealthError } from '../../errors.ts'
import type { HealthHandler } from '../handler/health-request.ts'
import type { PublicAnswers } from '../handler/public-answers.ts'
import type { ProbeServer } from '../listen.ts'
import { BEAT_MS } from './stall-meter.ts'
import type { FromThread, Stall, ThreadSetup, ToThread } from './thread-messages.ts'

/** A thread that has died is started again after this. */
const RESTART_MS = 1_000
/** What the thread needs is little; a small young generation keeps it at a few megabytes. */
const LIMITS = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 32 }

export interface ThreadParts {
  setup: Omit<ThreadSetup, 'heartbeat' | 'answers'>
  handler: HealthHandler
  /** Changes whenever an answer may. */
  edge: () => number
  answers: () => PublicAnswers
  /** Calls back when an answer may have changed; what it returns ends that. */
  onChange: (listener: () => void) => () => void
  onStall: (stall: Stall) => void
  onDeath: (reason: string) => void
}

/** A probe server in a thread of its own: it answers while the main thread is stuck, and says for how long it has been. */
export async function listenInThread(parts: ThreadParts): Promise<ProbeServer> {
  const { handler, onStall, onDeath } = parts
  const heartbeat = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  let isClosing = false
  let sentEdge = -1
  let worker: Worker
  let port = parts.setup.port

  const post = (message: ToThread): void => worker.postMessage(message)
  const update = (): void => {
    const edge = parts.edge()
    if (edge === sentEdge) return
    sentEdge = edge
    post({ type: 'answers', answers: parts.answers() })
  }

  async function respond({ id, request }: Extract<FromThread, { type: 'request' }>): Promise<void> {
    post({ type: 'response', id, response: await handler.handle(request) })
  }

  function begin(): Promise<number> {
    sentEdge = parts.edge()
    const workerData: ThreadSetup = { ...parts.setup, port, heartbeat, answers: parts.answers() }
    worker = new Worker(threadUrl(), { workerData, resourceLimits: LIMITS, execArgv: [] })
    worker.unref()
    return new Promise((resolve, reject) => {
      const refuse = (reason: string, cause?: Error): void => {
        const address = parts.setup.host === undefined ? `port ${port}` : `${parts.setup.host}:${port}`
        reject(HealthError.of('SW_ERR_HEALTH_LISTEN', { address, reason }, cause))
      }
      worker.on('message', (message: FromThread) => {
        if (message.type === 'listening') resolve(message.port)
        else if (message.type === 'failed') refuse(message.reason)
        else if (message.type === 'request') void respond(message)
        else if (message.type === 'stall') onStall(message.stall)
      })
      worker.once('error', (error: Error) => {
        refuse(error.message, error)
        onDeath(error.message)
      })
      worker.once('exit', () => {
        if (!isClosing && port !== 0) setTimeout(() => void begin().catch(() => {}), RESTART_MS).unref()
      })
    })
  }

  const started = begin()
  // Listeners of messages would keep the process alive; waiting for the port may.
  worker!.ref()
  try {
    port = await started
  } catch (error) {
    isClosing = true
    await worker!.terminate()
    throw error
  }
  worker!.unref()
  const beat = setInterval(() => {
    Atomics.add(heartbeat, 0, 1)
    update()
  }, BEAT_MS).unref()
  const endChanges = parts.onChange(update)

  return {
    port,
    async close() {
      isClosing = true
      clearInterval(beat)
      endChanges()
      await worker.terminate()
    },
  }
}

/** Beside this file: TypeScript in the sources, JavaScript in the package. */
function threadUrl(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './probe-thread.ts' : './probe-thread.js', import.meta.url)
}
