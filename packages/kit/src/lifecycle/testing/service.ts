import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { createLifecycle, runService } from '../index.ts'

/** A service for tests to end in every way; what it does it says on stdout, one word a line. */
const say = (word: string): boolean => process.stdout.write(`${word}\n`)
const mode = process.argv[2]

const server = createServer((request, response) => {
  if (request.url === '/throw')
    setImmediate(() => {
      throw new Error('nobody caught this')
    })
  if (request.url === '/slow') {
    say('begun')
    setTimeout(() => response.end('done'), 400)
  } else if (request.url === '/stream') {
    response.write('head')
    say('begun')
    setTimeout(() => response.end('tail'), 400)
  } else response.end('ok')
})

const lifecycle = createLifecycle({
  health: { ready: () => say('ready'), drain: () => say('draining') },
  drainDelayMs: mode === 'delay' ? 300 : 0,
  deadlineMs: mode === 'stuck' ? 500 : 10_000,
})
  .add({ name: 'log', stage: 'logs', start: () => say('log up'), stop: () => say('log down') })
  .add({
    name: 'pool',
    stage: 'pools',
    start: () => {
      if (mode === 'broken') throw new Error('connect ECONNREFUSED 127.0.0.1:5432')
      say('pool up')
    },
    stop: async () => {
      if (mode === 'stuck') await new Promise(() => undefined)
      say('pool down')
    },
  })
  .add({
    name: 'worker',
    stage: 'workers',
    start: () => say('worker up'),
    stop: async () => {
      await wait(mode === 'slow worker' ? 60_000 : 10)
      say('worker down')
    },
  })
  .server(server, { port: 0, host: '127.0.0.1' })

await runService(lifecycle)
say(`port ${(server.address() as AddressInfo).port}`)
