import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export interface RunningService {
  child: ChildProcess
  port: number
  /** What it said so far, a line each. */
  lines: string[]
  errors: () => string
  /** Resolves when it says this. */
  says: (line: string) => Promise<void>
  ended: Promise<{ exitCode: number | null; signal: NodeJS.Signals | null }>
}

/** Starts the service of the tests as a process of its own; `until` is the line that tells it is up. */
export async function startService(mode: string, until = 'port'): Promise<RunningService> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'service.ts'), mode], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines: string[] = []
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  const waiting: { start: string; resolve: () => void }[] = []
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line)
    for (const { start, resolve } of waiting) if (line.startsWith(start)) resolve()
  })
  const says = (start: string): Promise<void> =>
    lines.some((line) => line.startsWith(start))
      ? Promise.resolve()
      : new Promise((resolve) => waiting.push({ start, resolve }))
  const ended = once(child, 'close').then(
    ([exitCode, signal]) => ({ exitCode, signal }) as Awaited<RunningService['ended']>,
  )
  await Promise.race([says(until), ended])
  const port = Number(lines.find((line) => line.startsWith('port '))?.slice(5))
  return { child, port, lines, errors: () => errors, says, ended }
}
