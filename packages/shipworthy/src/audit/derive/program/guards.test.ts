import { expect, it } from 'vitest'
import { gatherProject } from '../../gather/project/gather-project.ts'
import { memoryReader } from '../../gather/project/memory-reader.ts'
import type { Force } from './force.ts'
import { createViews } from '../views.ts'

/** Whether `new Redis()` in a service is in force. */
function forceOfRedis(code: string): Force | undefined {
  const reader = memoryReader({
    'package.json': JSON.stringify({ name: 'shop', scripts: { start: 'node server.js' } }),
    'server.js': `const Redis = require('ioredis')\n${code}`,
  })
  const { program } = createViews(gatherProject(reader, { filter: { matches: () => true } }))
  return program.named('ioredis')[0]?.force
}

it.each([
  [
    'if it is not there yet',
    'let redis\nfunction get() {\n  if (!redis) redis = new Redis()\n  return redis\n}\nget()\n',
  ],
  [
    'unless it is there',
    'let redis\nfunction get() {\n  if (redis) return redis\n  redis = new Redis()\n  return redis\n}\nget()\n',
  ],
  [
    'compared with null',
    'let redis = null\nfunction get() {\n  if (redis === null) redis = new Redis()\n  return redis\n}\nget()\n',
  ],
  [
    'on an object',
    'class Cache {\n  open() {\n    if (!this.redis) this.redis = new Redis()\n  }\n}\nnew Cache().open()\n',
  ],
])('what is made when first needed is in force: %s', (_, code) => {
  expect(forceOfRedis(code)).toBe('on')
})

it.each([
  ['off', 'if (process.env.USE_REDIS) new Redis()\n'],
  ['off', 'const enabled = false\nif (enabled) new Redis()\n'],
  ['on', "if (process.env.NODE_ENV === 'production') new Redis()\n"],
  ['off', "if (process.env.NODE_ENV !== 'production') new Redis()\n"],
])('a switch decides: %s', (force, code) => {
  expect(forceOfRedis(code)).toBe(force)
})
