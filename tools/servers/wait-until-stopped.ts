import { readdirSync, readFileSync } from 'node:fs'

const LIMIT_MS = 20_000

/**
 * Returns once every thread of a process has stopped. A signal is only queued when `kill` returns: until a thread of
 * the process has been scheduled to take it, the others go on answering.
 * @throws Error when a thread still runs after 20 s.
 */
export function waitUntilStopped(pid: number): void {
  const deadline = Date.now() + LIMIT_MS
  while (!readThreadStates(pid).every((state) => 'Tt'.includes(state)))
    if (Date.now() > deadline) throw new Error(`process ${pid} does not stop`)
}

// https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: the name may hold spaces and brackets, the state follows it.
function readThreadStates(pid: number): string[] {
  try {
    const threads = readdirSync(`/proc/${pid}/task`)
    return threads.map((thread) => readState(`/proc/${pid}/task/${thread}/stat`))
  } catch {
    // No /proc on this system, or the process has ended.
    return []
  }
}

function readState(path: string): string {
  const text = readFileSync(path, 'utf8')
  return text.charAt(text.lastIndexOf(')') + 2)
}
