import { expect, it } from 'vitest'
import { saidLimit } from './limit-answers.ts'
import type { Exchange } from '../../facts/live/exchange.ts'

const answer = (headers: Record<string, string>) => ({ status: 429, headers }) as unknown as Exchange

it.each([
  ['draft 6', { 'ratelimit-policy': '250;w=900', 'ratelimit-limit': '250', 'ratelimit-reset': '871' }, 250, 900],
  ['draft 7', { 'ratelimit-policy': '250;w=900', ratelimit: 'limit=250, remaining=0, reset=871' }, 250, 900],
  [
    'draft 8',
    { 'ratelimit-policy': '"250-in-15min"; q=250; w=900; pk=:MTJj:', ratelimit: '"250-in-15min"; r=0; t=871' },
    250,
    900,
  ],
  ['the older ones', { 'x-ratelimit-limit': '60', 'retry-after': '58' }, 60, 58],
  ['draft 7 without a policy', { ratelimit: 'limit=5, remaining=0, reset=30' }, 5, 30],
] as const)('%s', (_, headers, count, windowSeconds) => {
  expect(saidLimit(answer(headers))).toEqual({ count, windowSeconds })
})

it.each([
  ['nothing said', {}],
  ['a date instead of seconds', { 'x-ratelimit-limit': '60', 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }],
  ['a point in time', { 'x-ratelimit-limit': '60', 'ratelimit-reset': '1796066594' }],
  ['a time without a count', { 'retry-after': '60' }],
] as const)('is not known: %s', (_, headers) => {
  expect(saidLimit(answer(headers))).toBeUndefined()
})
