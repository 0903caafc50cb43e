import { once } from 'node:events'
import type { ProcessExit } from '../../../facts/live/process-facts.ts'
import { endWithUs } from './end-with-us.ts'
import { hideSecrets } from './hide-secrets.ts'
import { groupMembers } from './process-group.ts'
import { spawnCommand, type Command } from './spawn-command.ts'

/** A command that was started, with all that it starts in turn. */
export interface StartedProcess {
  /** Of the command; also the number of its process group. */
  pid: number
  /** `performance.now()` of its start. */
  startedMs: number
  /** How the command itself ended. */
  exit: () => ProcessExit | undefined
  /** Resolves when the command itself has ended. */
  ended: Promise<void>
  /** The last line it wrote, without secrets. */
  lastLine: () => string
  /** Sends a signal to the command itself, as a container runtime does. */
  signal: (name: NodeJS.Signals) => void
  /** Names of processes of the group that still run. */
  members: () => string[]
  /** Ends the whole group without asking. */
  kill: () => Promise<void>
}

const KEPT_OUTPUT = 4_000
const KILL_LIMIT_MS = 5_000

/** @throws When the command cannot be started. */
export async function startProcess(command: Command): Promise<StartedProcess> {
  const startedMs = performance.now()
  const child = spawnCommand(command)
  let exit: ProcessExit | undefined
  let output = ''
  const streams = [child.stdout!, child.stderr!]
  for (const stream of streams)
    stream.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-KEPT_OUTPUT)))
  const { promise: ended, resolve } = Promise.withResolvers<void>()
  child.once('exit', (code, signal) => {
    const afterMs = Math.round(performance.now() - startedMs)
    exit = { afterMs, ...(code !== null && { code }), ...(signal !== null && { signal }) }
    resolve()
  })
  await once(child, 'spawn')
  const pid = child.pid!
  const killGroup = (): void => killAll(pid)
  const release = endWithUs(killGroup)
  return {
    pid,
    startedMs,
    ended,
    exit: () => exit,
    lastLine: () => hideSecrets(output.trim().split('\n').at(-1)?.trim() ?? '', command.environment),
    signal: (name) => void child.kill(name),
    members: () => groupMembers(pid).map(({ name }) => name),
    async kill() {
      killGroup()
      release()
      await Promise.race([ended, new Promise((done) => setTimeout(done, KILL_LIMIT_MS).unref())])
      for (const stream of streams) stream.destroy()
    },
  }
}

function killAll(pid: number): void {
  try {
    // A group is addressed by the negative of its number (kill(2)).
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL')
  } catch {
    // Everything in it has ended.
  }
}
