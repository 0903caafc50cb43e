// A process that asks for one value many times at once, when it is told to: node ask-together.ts <Redis> <callers>
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { createCache } from '../create-cache.ts'

const [url = '', callers = '1'] = process.argv.slice(2)
const redis = new Redis(url, { enableOfflineQueue: false, maxRetriesPerRequest: 1, lazyConnect: true })
redis.on('error', () => undefined)
await redis.connect()
const cache = createCache({ name: 'processes', redis, timeoutMs: 20_000, lockWaitMs: 30_000 })
const say = (word: string): boolean => process.stdout.write(`${word}\n`)

say('ready')
await once(process.stdin, 'data')
const answers = await Promise.all(
  Array.from({ length: Number(callers) }, () =>
    cache.getOrLoad('key', async () => {
      say('load')
      await wait(100)
      return process.pid
    }),
  ),
)
for (const answer of answers) say(`answer ${answer}`)
process.exit()
