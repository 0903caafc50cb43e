import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import {
  eventually,
  MONITOR_FLAGS,
  startMonitorProcess,
  startTarget,
  type MonitorProcess,
  type TargetServer,
} from '../testing/monitor-process.ts'
import { MAIN, runCliProcess } from '../testing/spawn-cli.ts'

let folder: string
let target: TargetServer
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shipworthy-monitor-'))
  target = await startTarget()
})
afterEach(async () => {
  await target[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

interface Options {
  server?: string
  checks?: string
  more?: string
}

const CHECK = 'interval: 200ms, timeout: 2s, failAfter: 1, recoverAfter: 1'

/** A killed monitor is given up soon, and the end of something short is told soon. */
const ALERTS = 'alerts: { lease: 2s, flapping: { hold: 1s } }\n'

/** Watches the target by HTTP, and keeps what it knows in SQLite. */
function writeConfig({ server = '', checks = '', more = '' }: Options = {}): void {
  const text = `server: { port: 0${server} }
services:
  - name: shop
    checks:
      - { type: http, url: "${target.url}", ${CHECK} }
${checks}${more}`
  writeFileSync(join(folder, 'shipworthy.monitor.yaml'), text)
}

async function start(): Promise<MonitorProcess> {
  const monitor = await startMonitorProcess(folder)
  onTestFinished(() => monitor.signal('SIGKILL'))
  return monitor
}

/** Of util-linux: runs a command on a terminal. */
const SCRIPT = '/usr/bin/script'

function startOnTerminal(width: number) {
  const node = [process.execPath, ...MONITOR_FLAGS, MAIN, 'monitor'].map((word) => `'${word}'`).join(' ')
  const command = `stty cols ${width} rows 24; echo $$ > pid; exec ${node}`
  const child = spawn(SCRIPT, ['-qec', command, '/dev/null'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], SHELL: '/bin/sh', TERM: 'xterm' },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let written = ''
  child.stdout.on('data', (chunk: Buffer) => (written += chunk.toString()))
  return {
    /** Lines as they stand there: every drawing begins at the top. */
    screen: () =>
      written
        .split('\u001b[H')
        .at(-1)!
        // oxlint-disable-next-line no-control-regex
        .replace(/\u001b\[[\d;]*[A-Za-z]/g, '')
        .trim()
        .split(/\r?\n/),
    signal: (name: NodeJS.Signals) => {
      if (child.exitCode === null) process.kill(Number(readFileSync(join(folder, 'pid'), 'utf8')), name)
    },
    exit: once(child, 'close').then(([code]) => code as number | null),
  }
}

const run = (words: readonly string[]) => runCliProcess(words, { cwd: folder, nodeFlags: MONITOR_FLAGS })

interface Detailed {
  checks: Record<string, { status: string; since: string; incident?: string }>
}

const checkOf = async (monitor: MonitorProcess, name: string) =>
  ((await monitor.get('/health/detailed')) as Detailed).checks[name]

const statusOf = (monitor: MonitorProcess, name: string, status: string) =>
  eventually(async () => {
    const check = await checkOf(monitor, name)
    expect(check?.status).toBe(status)
    return check!
  })

describe('shipworthy monitor', { timeout: 180_000 }, () => {
  it('says one line for each change, serves JSON and metrics, and ends well', async () => {
    writeConfig()
    const monitor = await start()
    await statusOf(monitor, 'shop.http', 'healthy')
    target.setUp(false)
    await statusOf(monitor, 'shop.http', 'critical')
    const metrics = await (await fetch(`http://127.0.0.1:${monitor.port()}/health/metrics`)).text()
    expect(metrics).toMatch(/^shipworthy_check_status\{check="shop\.http",kind="monitor"\} 0$/m)
    monitor.signal('SIGTERM')
    expect(await monitor.exit).toBe(0)
    const lines = monitor.stdout().trim().split('\n')
    expect(lines.map((line) => line.replace(/^\S+ /, ''))).toEqual([
      'shop.http unknown → healthy',
      'shop.http healthy → critical: answered 503, which is not expected',
    ])
  })

  it('reads its configuration again on SIGHUP: what is the same goes on, what is wrong changes nothing', async () => {
    writeConfig({ checks: '      - { type: memory, interval: 200ms }\n' })
    const monitor = await start()
    target.setUp(false)
    const { since, incident } = await statusOf(monitor, 'shop.http', 'critical')
    expect(incident).toMatch(/^shop\.http@/)

    writeConfig({ checks: '      - { type: cpu, interval: 200ms }\n' })
    monitor.signal('SIGHUP')
    await eventually(() => expect(monitor.stderr()).toContain('1 added, 1 removed, 0 changed'))
    await eventually(async () => expect(await checkOf(monitor, 'shop.cpu')).toBeDefined())
    expect(await checkOf(monitor, 'shop.memory')).toBeUndefined()
    expect(await checkOf(monitor, 'shop.http')).toMatchObject({ status: 'critical', since, incident })

    writeConfig({ checks: '      - { type: cup }\n' })
    monitor.signal('SIGHUP')
    await eventually(() => expect(monitor.stderr()).toContain('there is no type "cup": did you mean "cpu"?'))
    expect(monitor.stderr()).toContain('the configuration before stays in force')
    expect(await checkOf(monitor, 'shop.cpu')).toBeDefined()

    // Other notifiers need other alerts: what is open is taken over by way of the store.
    writeConfig({ more: 'notifiers: [{ type: log }]\n' })
    monitor.signal('SIGHUP')
    await eventually(() => expect(monitor.stderr()).toContain('0 added, 1 removed, 0 changed'))
    expect((await statusOf(monitor, 'shop.http', 'critical')).incident).toBe(incident)
    monitor.signal('SIGTERM')
    expect(await monitor.exit).toBe(0)
  })

  it('knows after kill -9 what was wrong before', async () => {
    writeConfig({ more: `notifiers: [{ type: webhook, url: "${target.url}" }]\n${ALERTS}` })
    const first = await start()
    target.setUp(false)
    const { incident } = await statusOf(first, 'shop.http', 'critical')
    await eventually(() => expect(target.bodies).toHaveLength(1))
    // The incident waits a second to be written.
    await eventually(async () => {
      const metrics = await (await fetch(`http://127.0.0.1:${first.port()}/health/metrics`)).text()
      expect(metrics).toMatch(/^shipworthy_notifications_total\{[^}]*result="sent"[^}]*\} 1$/m)
      expect(metrics).toMatch(/^shipworthy_store_waiting 0$/m)
    })
    first.signal('SIGKILL')
    await first.exit

    const second = await start()
    expect((await statusOf(second, 'shop.http', 'critical')).incident).toBe(incident)
    target.setUp(true)
    await statusOf(second, 'shop.http', 'healthy')
    await eventually(() => expect(target.bodies).toHaveLength(2))
    second.signal('SIGTERM')
    await second.exit
    expect((target.bodies as { state: string }[]).map(({ state }) => state)).toEqual(['firing', 'resolved'])
  })

  it('hears of jobs at once, and knows after kill -9 what it has heard', async () => {
    const token = 'a-token-of-some-length'
    const job = (interval: string) => `      - { type: heartbeat, name: nightly, every: 1h, interval: ${interval} }\n`
    const call = (monitor: MonitorProcess, path: string, body?: string) =>
      fetch(`http://127.0.0.1:${monitor.port()}/heartbeat/${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        ...(body !== undefined && { body }),
      })
    writeConfig({ server: `, token: ${token}`, checks: job('1h') })
    const first = await start()
    expect((await call(first, 'shop.http')).status).toBe(404)
    expect((await call(first, 'shop.nightly')).status).toBe(200)
    await statusOf(first, 'shop.nightly', 'healthy')
    expect((await call(first, 'shop.nightly/fail', 'disk full')).status).toBe(200)
    await statusOf(first, 'shop.nightly', 'critical')
    first.signal('SIGKILL')
    await first.exit

    writeConfig({ server: `, token: ${token}`, checks: job('200ms') })
    const second = await start()
    await eventually(async () =>
      expect(await checkOf(second, 'shop.nightly')).toMatchObject({ status: 'critical', message: 'disk full' }),
    )
    expect((await call(second, 'shop.nightly')).status).toBe(200)
    await statusOf(second, 'shop.nightly', 'healthy')
    second.signal('SIGTERM')
    expect(await second.exit).toBe(0)
  })

  it('sends one alert when two of them share a store', async () => {
    writeConfig({ more: `notifiers: [{ type: webhook, url: "${target.url}" }]\n` })
    const monitors = await Promise.all([start(), start()])
    for (const monitor of monitors) await statusOf(monitor, 'shop.http', 'healthy')
    target.setUp(false)
    for (const monitor of monitors) await statusOf(monitor, 'shop.http', 'critical')
    await eventually(() => expect(target.bodies).toHaveLength(1))
    target.setUp(true)
    for (const monitor of monitors) await statusOf(monitor, 'shop.http', 'healthy')
    await eventually(() => expect(target.bodies).toHaveLength(2))
    for (const monitor of monitors) monitor.signal('SIGTERM')
    await Promise.all(monitors.map(({ exit }) => exit))
    expect((target.bodies as { state: string }[]).map(({ state }) => state)).toEqual(['firing', 'resolved'])
  })

  it('does not start on a port that is taken', async () => {
    writeConfig()
    const port = new URL(target.url).port
    writeFileSync(
      join(folder, 'shipworthy.monitor.yaml'),
      `server: { port: ${port} }\nservices: [{ name: a, checks: [{ type: memory }] }]\n`,
    )
    const { exitCode, stderr } = await run(['monitor'])
    expect(exitCode).toBe(2)
    expect(stderr).toContain(`the probe server cannot listen on 127.0.0.1:${port}`)
  })

  it.each([
    ['a wrong key', 'servces: []', 'shipworthy.monitor.yaml:1:1: unknown key "servces": did you mean "services"?'],
    [
      'dependencies in a circle',
      'services: [{ name: a, checks: [{ type: cpu, dependsOn: [memory] }, { type: memory, dependsOn: [cpu] }] }]',
      'checks depend on each other in a circle: a.cpu → a.memory → a.cpu',
    ],
  ])('ends with 2 for %s', async (_, text, message) => {
    writeFileSync(join(folder, 'shipworthy.monitor.yaml'), text)
    const { exitCode, stderr } = await run(['monitor'])
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(message)])
  })
})

describe.skipIf(!existsSync(SCRIPT))('shipworthy monitor on a terminal', { timeout: 180_000 }, () => {
  it.each([80, 120])('shows a table on %i cells, and below it what concerns the monitor', async (width) => {
    writeConfig({ checks: `      - { type: tcp, name: database-of-everything, host: 127.0.0.1, port: 1, ${CHECK} }\n` })
    const terminal = startOnTerminal(width)
    onTestFinished(() => terminal.signal('SIGKILL'))
    await eventually(() => {
      const lines = terminal.screen()
      expect(lines[0]).toBe('monitor: 1 critical, 1 healthy')
      expect(lines.slice(2, 5).map((line) => line.split(/\s+/).slice(0, 2))).toEqual([
        ['CHECK', 'STATUS'],
        ['shop.database-of-everything', 'critical'],
        ['shop.http', 'healthy'],
      ])
      expect(lines[5]).toMatch(/^shipworthy: watching 2 checks of shipworthy\.monitor\.yaml; http on port \d+$/)
      expect(lines.filter((line) => line.length > width)).toEqual([])
    })

    writeConfig({ checks: '      - { type: cup }\n' })
    terminal.signal('SIGHUP')
    await eventually(() => expect(terminal.screen().join('\n')).toContain('the configuration before stays in force'))
    expect(terminal.screen().join('\n')).toContain('there is no type "cup"')
    terminal.signal('SIGINT')
    expect(await terminal.exit).toBe(0)
    expect(terminal.screen().at(-1)).toBe('shipworthy: ending')
  })
})

describe('shipworthy monitor --once', { timeout: 60_000 }, () => {
  it('runs every check once; the exit code says the worst', async () => {
    writeConfig({ checks: '      - { type: disk, warning: 0, critical: 100 }\n' })
    const warned = await run(['monitor', '--once'])
    expect(warned.exitCode).toBe(0)
    expect(warned.stdout).toContain('monitor: 1 warning, 1 healthy')
    expect((await run(['monitor', '--once', '--fail-on', 'warning'])).exitCode).toBe(1)
    target.setUp(false)
    expect((await run(['monitor', '--once'])).exitCode).toBe(1)
  })
})

describe('shipworthy alerts test', { timeout: 60_000 }, () => {
  it('sends a test through a route', async () => {
    writeConfig({
      more: `notifiers:
  - { type: webhook, url: "${target.url}" }
  - { type: webhook, name: broken, url: "http://127.0.0.1:1/" }
alerts: { routes: [{ name: day, notify: [webhook] }, { name: night, notify: [broken] }] }
`,
    })
    const day = await run(['alerts', 'test', 'day'])
    expect([day.exitCode, day.stdout, target.bodies.length]).toEqual([0, 'webhook: sent\n', 2])
    const night = await run(['alerts', 'test', 'night'])
    expect([night.exitCode, night.stdout]).toEqual([1, expect.stringContaining('broken: not sent: ')])
    const nobody = await run(['alerts', 'test', 'noon'])
    expect([nobody.exitCode, nobody.stderr]).toEqual([2, expect.stringContaining('noon')])
  })
})
