import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { ROOT } from '../root.ts'

/** A server in a process of its own. */
export interface Contender {
  port: number
  /** Processor time it has had, in µs; undefined where there is no /proc. */
  cpuUs: () => number | undefined
  stop: () => Promise<void>
}

const START_TIMEOUT_MS = 120_000
const END_TIMEOUT_MS = 30_000
const US_PER_TICK = 10_000

/** @param script Below the root, with its words; it answers at /health/ready. */
export async function startContender(
  port: number,
  script: readonly string[],
  settings: Readonly<Record<string, string>>,
): Promise<Contender> {
  const [path = '', ...words] = script
  const child = spawn(
    process.execPath,
    ['--import', join(ROOT, 'tools/package-sources.ts'), join(ROOT, path), ...words],
    {
      env: { PATH: process.env['PATH'] ?? '', NODE_ENV: 'production', ...settings },
      // Its log is written, as in production, and read by nobody.
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  )
  const endWithUs = (): void => void child.kill('SIGKILL')
  process.once('exit', endWithUs)
  const ended = once(child, 'exit').finally(() => process.off('exit', endWithUs))
  const deadline = Date.now() + START_TIMEOUT_MS
  while (!(await isReady(port))) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`${script.join(' ')} did not start`)
    await wait(100)
  }
  return {
    port,
    cpuUs: () => readCpuUs(child.pid!),
    stop: async () => {
      child.kill('SIGTERM')
      const hard = setTimeout(() => child.kill('SIGKILL'), END_TIMEOUT_MS)
      await ended
      clearTimeout(hard)
    },
  }
}

async function isReady(port: number): Promise<boolean> {
  const signal = AbortSignal.timeout(5000)
  return fetch(`http://127.0.0.1:${port}/health/ready`, { signal }).then(
    ({ ok }) => ok,
    () => false,
  )
}

/** `utime` and `stime`: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function readCpuUs(pid: number): number | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
    return (Number(fields[11]) + Number(fields[12])) * US_PER_TICK
  } catch {
    return undefined
  }
}
