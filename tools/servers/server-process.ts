import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { waitUntilStopped } from './wait-until-stopped.ts'

export interface ServerCommand {
  program: string
  words: readonly string[]
  /** Loopback port that it accepts connections on once it is ready. */
  port: number
  options?: Pick<SpawnOptions, 'cwd' | 'env' | 'uid' | 'gid'>
  /** How it is asked to end; SIGTERM when left out. */
  stopSignal?: NodeJS.Signals
  /** Asked once the port answers, again and again until it says that it is ready. */
  isReady?: () => Promise<boolean>
}

const START_TIMEOUT_MS = 90_000
const STOP_TIMEOUT_MS = 20_000
const RETRY_MS = 50

/** A server that runs for a test, and what may happen to one. */
export interface ServerProcess {
  port: number
  /** Starts it again on the same port, with the same data. */
  start: () => Promise<void>
  /** Asks it to end, and waits. */
  stop: () => Promise<void>
  /** Ends it without asking. */
  kill: () => Promise<void>
  /** Freezes it: connections stay open and nothing is answered. */
  pause: () => void
  resume: () => void
}

export function createServerProcess(command: ServerCommand): ServerProcess {
  let child: ChildProcess | undefined
  let output = ''
  const signal = (name: NodeJS.Signals): void => signalGroup(child, name)
  const endWithUs = (): void => signal('SIGKILL')

  async function start(): Promise<void> {
    output = ''
    const started = spawn(command.program, command.words, {
      ...command.options,
      // A group of its own, so that what it starts in turn ends and freezes with it.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child = started
    process.once('exit', endWithUs)
    for (const stream of [started.stdout!, started.stderr!])
      stream.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-4000)))
    const deadline = Date.now() + START_TIMEOUT_MS
    while (!(await answers(command.port)) || !(await (command.isReady?.() ?? true))) {
      if (started.exitCode !== null || Date.now() > deadline)
        throw new Error(`${command.program} did not start: ${output}`)
      await wait(RETRY_MS)
    }
  }

  async function end(name: NodeJS.Signals): Promise<void> {
    const running = child
    process.off('exit', endWithUs)
    if (!running || running.exitCode !== null || running.signalCode !== null) return
    // Not before its last descendant has let go of the pipes.
    const ended = once(running, 'close')
    signal('SIGCONT')
    signal(name)
    const hard = setTimeout(() => signal('SIGKILL'), STOP_TIMEOUT_MS)
    await ended
    clearTimeout(hard)
    child = undefined
  }

  return {
    port: command.port,
    start,
    stop: () => end(command.stopSignal ?? 'SIGTERM'),
    kill: () => end('SIGKILL'),
    pause: () => {
      signal('SIGSTOP')
      if (child?.pid !== undefined) waitUntilStopped(child.pid)
    },
    resume: () => signal('SIGCONT'),
  }
}

function signalGroup(child: ChildProcess | undefined, name: NodeJS.Signals): void {
  if (child?.pid === undefined) return
  try {
    process.kill(-child.pid, name)
  } catch {
    // Everything in the group has ended.
  }
}

function answers(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = connect({ port, host: '127.0.0.1' })
  socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
  return promise.finally(() => socket.destroy())
}
