import { fork, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'

/** A process that answers every message with one of its own. */
export interface PinnedProcess<Order, Answer> {
  /** What it said when it was ready, if it says something. */
  first: Answer | undefined
  ask(order: Order): Promise<Answer>
  end(): Promise<void>
}

const ANSWER_LIMIT_MS = 60_000

/** Whether processes can be held to one processor each, so that server and generator do not take time from each other. */
export const CAN_PIN = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0

export async function startPinned<Order extends object, Answer>(
  script: string,
  words: readonly string[],
  { cpu, speaksFirst, execArgv = [] }: { cpu: number; speaksFirst: boolean; execArgv?: string[] },
): Promise<PinnedProcess<Order, Answer>> {
  const child = fork(join(import.meta.dirname, script), words, {
    // `taskset` takes the place of node and starts it: the channel to the parent goes with it.
    ...(CAN_PIN && { execPath: 'taskset' }),
    execArgv: CAN_PIN ? ['--cpu-list', `${cpu}`, process.execPath, ...execArgv] : execArgv,
    env: { ...process.env, NODE_ENV: 'production' },
  })
  return {
    first: speaksFirst ? await nextMessage<Answer>(child, script) : undefined,
    ask(order) {
      const answer = nextMessage<Answer>(child, script)
      child.send(order)
      return answer
    },
    async end() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

async function nextMessage<Answer>(child: ChildProcess, script: string): Promise<Answer> {
  const limit = new AbortController()
  const timer = setTimeout(() => limit.abort(), ANSWER_LIMIT_MS)
  const [answer] = await Promise.race([
    once(child, 'message', { signal: limit.signal }),
    once(child, 'exit', { signal: limit.signal }).then(([code]) => {
      throw new Error(`${script} ended with ${code} before it answered`)
    }),
  ]).finally(() => {
    clearTimeout(timer)
    limit.abort()
  })
  return answer as Answer
}
