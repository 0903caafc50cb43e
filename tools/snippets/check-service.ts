import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { freePort } from '../servers/free-port.ts'
import { askAt, askHealth } from './ask-health.ts'
import { checkTypes } from './check-type-script.ts'
import type { Snippet } from './read-snippets.ts'
import type { Sandbox } from './sandbox.ts'

const TOKEN = 'a-token-for-the-snippets'
const LIMIT_MS = 90_000
const RETRY_MS = 50

/** Whether a snippet goes on until it is told to end. */
export function isService(code: string): boolean {
  return code.includes("process.once('SIGTERM'") || code.includes('await runService(')
}

/** A service: it is started, asked at every path of health, told to end, and ends as it should. */
export async function checkService(snippet: Snippet, sandbox: Sandbox): Promise<void> {
  const file = checkTypes(snippet, sandbox)
  const port = await freePort()
  const env = { ...process.env, PORT: `${port}`, HEALTH_TOKEN: TOKEN }
  const service = spawn(process.execPath, [file], { cwd: sandbox.cwd, env, stdio: ['ignore', 'ignore', 'pipe'] })
  let complaints = ''
  service.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()))
  const closed = once(service, 'close') as Promise<[number | null]>
  try {
    const ask = askAt(port)
    await waitUntil(service, () => ask('/health/ready', 200))
    await askHealth(port, TOKEN)
    service.kill('SIGTERM')
    await waitUntil(service, () => ask('/health/ready', 503))
    await ask('/health/live', 200)
    const [code] = await closed
    if (code !== 0) throw new Error(`the service ended with ${code}`)
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${complaints}`, { cause: error })
  } finally {
    service.kill('SIGKILL')
  }
  if (complaints !== '') throw new Error(`the service runs, but it complains:\n${complaints}`)
}

async function waitUntil(service: ChildProcess, attempt: () => Promise<unknown>): Promise<void> {
  const deadline = performance.now() + LIMIT_MS
  for (;;) {
    try {
      return void (await attempt())
    } catch (error) {
      if (service.exitCode !== null || performance.now() > deadline) throw error
    }
    await wait(RETRY_MS)
  }
}
