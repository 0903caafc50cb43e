import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startReceiver, type Receiver } from '../testing/receiver.ts'
import type { Alert } from './notifier.ts'

const PROGRAM = fileURLToPath(new URL('../testing/alerting-process.ts', import.meta.url))
const TIMEOUT_MS = 120_000

let receiver: Receiver
let folder: string
const running = new Set<ChildProcess>()

beforeEach(async () => {
  receiver = await startReceiver()
  folder = mkdtempSync(join(tmpdir(), 'alerts-'))
})
afterEach(async () => {
  for (const child of running) child.kill('SIGKILL')
  running.clear()
  await receiver.close()
  rmSync(folder, { recursive: true })
})

interface Monitor {
  /** Resolves when it has said so. */
  says(line: string): Promise<void>
  end(signal: NodeJS.Signals): Promise<void>
}

function startMonitor(): Monitor {
  const child = spawn(process.execPath, [PROGRAM, folder, receiver.url], { stdio: ['ignore', 'pipe', 'inherit'] })
  running.add(child)
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => void (text += chunk))
  return {
    says: (line) => until(() => expect(text).toContain(`${line}\n`)),
    async end(signal) {
      child.kill(signal)
      await once(child, 'exit')
      running.delete(child)
    },
  }
}

const until = (assertion: () => void): Promise<void> => vi.waitFor(assertion, { timeout: TIMEOUT_MS, interval: 20 })
const told = (): string[] =>
  receiver.requests.map(({ body }) => {
    const { reason, fingerprint } = JSON.parse(body) as Alert
    return `${reason} ${fingerprint}`
  })
/** Each message counts once, however often it came. */
const deliveries = (): unknown[] => [
  ...new Set(receiver.requests.map(({ headers }) => headers['x-shipworthy-delivery'])),
]
const fail = (): void => writeFileSync(join(folder, 'down'), '')
const mend = (): void => rmSync(join(folder, 'down'))

describe('a monitor that is killed', { timeout: TIMEOUT_MS }, () => {
  it('in an incident: the next one repeats nothing and tells the end', async () => {
    fail()
    const first = startMonitor()
    // Between sending and noting that it was sent, a message can be sent again: the next test.
    await until(() => expect(readFileSync(join(folder, 'store.json'), 'utf8')).toContain('sent'))
    await first.end('SIGKILL')
    const second = startMonitor()
    await second.says('critical')
    await second.end('SIGKILL')
    mend()
    const third = startMonitor()
    await until(() => expect(told()).toHaveLength(2))
    await third.end('SIGTERM')
    expect(told()).toEqual(['fired orders/database', 'resolved orders/database'])
  })

  it('before it noted what it delivered: if that is repeated, then with the same id', async () => {
    fail()
    const first = startMonitor()
    await until(() => expect(told()).toHaveLength(1))
    await first.end('SIGKILL')
    mend()
    const second = startMonitor()
    await until(() => expect(told()).toContain('resolved orders/database'))
    await second.end('SIGTERM')
    expect(deliveries()).toHaveLength(2)
    expect(told().at(-1)).toBe('resolved orders/database')
  })

  it('before it could deliver: another one that shares the store does', async () => {
    receiver.answers.push(...Array<{ status: number }>(1_000).fill({ status: 503 }))
    fail()
    const first = startMonitor()
    const second = startMonitor()
    await first.says('critical')
    await second.says('critical')
    await until(() => expect(told().length).toBeGreaterThan(1))
    expect(new Set(told())).toEqual(new Set(['fired orders/database']))
    await first.end('SIGKILL')
    receiver.requests.length = 0
    receiver.answers.length = 0
    await until(() => expect(told()).toContain('fired orders/database'))
    mend()
    await until(() => expect(told()).toContain('resolved orders/database'))
    await second.end('SIGTERM')
    expect(deliveries()).toHaveLength(2)
    expect(told().at(-1)).toBe('resolved orders/database')
  })
})
