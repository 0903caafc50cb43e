import { describe, expect, it } from 'vitest'
import { findLeak } from './error-leaks.ts'

const LEAKS: [text: string, kind: string][] = [
  ['Error: boom\n    at Object.<anonymous> (/app/server.js:3:9)', 'stack'],
  ['<pre>Error: boom<br> &nbsp; &nbsp;at /srv/app/node_modules/express/lib/router.js:47:9</pre>', 'stack'],
  ['{"stack":"Error: boom\\n    at async file:///home/node/app/src/users.ts:12:5"}', 'stack'],
  ['{"stack":["Error: boom","at JSON.parse (<anonymous>)","at parse (C:\\\\app\\\\index.js:1:2)"]}', 'stack'],
  ['at process.processTicksAndRejections (node:internal/process/task_queues:95:5)', 'stack'],
  ['{"message":"syntax error at or near \\"x\\""}', 'query'],
  ['{"message":"invalid input syntax for type uuid: \\"x\\""}', 'query'],
  ['PrismaClientValidationError: Invalid `prisma.user.findUnique()` invocation', 'query'],
  ['{"sql":"SELECT id, email FROM users WHERE id = $1"}', 'query'],
  ["Cannot find module '/usr/src/app/dist/users.js'", 'path'],
]

const NONE = [
  '{"error":"not found"}',
  '<!doctype html><title>Error</title><pre>Cannot GET /users/12</pre>',
  'Meet us at the shop at 12:30:15, or at https://example.com/app/main.js',
  '{"type":"https://example.com/problems/select","detail":"select a plan from the list"}',
  '{"message":"Unexpected token } in JSON at position 1"}',
]

describe('findLeak', () => {
  it.each(LEAKS)('%s: %s', (text, kind) => expect(findLeak(text)?.kind).toBe(kind))
  it.each(NONE)('%s: nothing', (text) => expect(findLeak(text)).toBeUndefined())
})
