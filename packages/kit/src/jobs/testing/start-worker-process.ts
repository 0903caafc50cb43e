import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export interface WorkerProcess {
  child: ChildProcess
  lines: string[]
  says: (line: string) => Promise<void>
  ended: Promise<{ exitCode: number | null; signal: NodeJS.Signals | null }>
}

/** Starts the worker of the tests as a process of its own. */
export function startWorkerProcess(storeUrl: string, databaseUrl: string): WorkerProcess {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'worker.ts'), storeUrl, databaseUrl], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines: string[] = []
  const waiting: { line: string; resolve: () => void }[] = []
  createInterface({ input: child.stdout! }).on('line', (line) => {
    lines.push(line)
    for (const entry of waiting) if (entry.line === line) entry.resolve()
  })
  return {
    child,
    lines,
    says: (line) =>
      lines.includes(line) ? Promise.resolve() : new Promise((resolve) => waiting.push({ line, resolve })),
    ended: once(child, 'close').then(([exitCode, signal]) => ({ exitCode, signal }) as Awaited<WorkerProcess['ended']>),
  }
}
