// A monitor in a process of its own, which tests kill: node alerting-process.ts <folder> <address of a webhook>
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { check } from '../check.ts'
import { createHealth } from '../create-health.ts'
import { createWebhookNotifier } from '../notifiers/webhook.ts'
import { createFileStore } from './file-store.ts'

const [folder = '', url = ''] = process.argv.slice(2)
const say = (line: string): void => void process.stdout.write(`${line}\n`)

export const alertingProcess = createHealth({
  service: { name: 'orders' },
  history: createFileStore(join(folder, 'store.json')),
  notifiers: [createWebhookNotifier({ url })],
  alerts: { lease: '400ms', flapping: { hold: '10ms' }, delivery: { firstRetry: '50ms' } },
  defaults: { interval: '50ms', timeout: '5s', failAfter: 1, recoverAfter: 1, maxAge: '1m' },
  checks: [check('database', {}, () => !existsSync(join(folder, 'down')))],
})
alertingProcess.on('transition', ({ to }) => say(to))
process.on('SIGTERM', () => void alertingProcess.close().then(() => process.exit()))
// Timers of the monitoring do not keep a process alive.
setInterval(() => {}, 60_000)
