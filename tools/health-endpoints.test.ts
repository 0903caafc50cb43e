import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { check, type HealthCheck } from '../packages/health/src/check.ts'
import { createHealth } from '../packages/health/src/create-health.ts'
import type { Health } from '../packages/health/src/health.ts'
import { readSnippets } from './snippets/read-snippets.ts'
import { ROOT } from './root.ts'

const DOCUMENT = readFileSync(join(ROOT, 'docs/health/README.md'), 'utf8')
const HOUR = { interval: '1h', failAfter: 1 } as const
const critical = () => ({ status: 'critical' }) as const
const unknown = () => ({ status: 'unknown' }) as const
const CHECKS: Record<string, HealthCheck> = {
  'liveness, critical': check('loop', { ...HOUR, kind: 'liveness', scope: 'local' }, critical),
  'liveness, unknown': check('loop', { ...HOUR, kind: 'liveness', scope: 'local' }, unknown),
  "readiness, critical (`onFail: 'critical'`)": check(
    'database',
    { ...HOUR, kind: 'readiness', onFail: 'critical' },
    critical,
  ),
  "readiness, unknown (`onFail: 'critical'`)": check(
    'database',
    { ...HOUR, kind: 'readiness', onFail: 'critical' },
    unknown,
  ),
  'readiness, warning': check('database', { ...HOUR, kind: 'readiness' }, critical),
  'readiness, unknown': check('database', { ...HOUR, kind: 'readiness' }, unknown),
  'startup, critical, never yet healthy': check('migrations', { ...HOUR, kind: 'startup' }, critical),
  'monitor, critical': check('queue', { ...HOUR, kind: 'monitor' }, critical),
}

describe('the endpoints of docs/health/README.md', () => {
  it.each(rowsAfter('in each state of the service'))('%s', async (paths, starting, ready, draining) => {
    const health = createHealth({ autoStart: false, checks: [check('database', { kind: 'readiness' }, () => {})] })
    await health.run()
    const codes = (): Promise<(number | undefined)[]> =>
      Promise.all(codesIn(paths!).map((path) => statusOf(health, path)))
    const expected = (code: string | undefined): number[] => codesIn(paths!).map(() => Number(code))
    expect(await codes()).toEqual(expected(starting))
    health.ready()
    expect(await codes()).toEqual(expected(ready))
    await health.drain()
    expect(await codes()).toEqual(expected(draining))
    await health.close()
  })

  it.each(rowsAfter('in the state ready'))('for a check of %s', async (name, ...codes) => {
    const health = createHealth({ autoStart: false, checks: [CHECKS[name!]!] })
    health.ready()
    await health.run()
    const paths = ['/health', '/livez', '/readyz', '/health/startup']
    expect(await Promise.all(paths.map((path) => statusOf(health, path)))).toEqual(codes.map(Number))
    await health.close()
  })
})

describe('the metrics of docs/health/README.md', () => {
  const section = DOCUMENT.slice(DOCUMENT.indexOf('## Metrics'))
  const told = [...section.matchAll(/`((?:shipworthy|http|process|nodejs)_\w+)`/g)].map(([, name]) => name!)
  const sources = globSync('packages/health/src/{export,metrics}/*.ts', { cwd: ROOT })
    .filter((path) => !path.endsWith('.test.ts'))
    .map((path) => readFileSync(join(ROOT, path), 'utf8'))
    .join('\n')
  const made = [...sources.matchAll(/'((?:shipworthy|http|process|nodejs)_\w+)'/g)].map(([, name]) => name!)

  it('are those there are', () => expect(told.toSorted()).toEqual([...new Set(made)].toSorted()))
})

describe('health takes ten lines and an import', () => {
  const documents = globSync('docs/health/{node,express,fastify,hono,koa,nest}.md', { cwd: ROOT }).toSorted()

  it('on six frameworks', () => expect(documents).toHaveLength(6))

  it.each(documents)('%s', (document) => {
    const [snippet] = readSnippets(document, readFileSync(join(ROOT, document), 'utf8'))
    const code = snippet!.code.replace(/^import .*$/gm, '')
    const [block = ''] = /^const health = createHealth\(\{\n[^]*?\n\}\)$/m.exec(code) ?? []
    const others = code.replace(block, '').split('\n')
    const lines = block.split('\n').length + others.filter((line) => line.includes('health')).length
    expect(block).not.toBe('')
    expect(lines).toBeLessThanOrEqual(10)
  })
})

/** The cells of the table behind a comment. */
function rowsAfter(comment: string): string[][] {
  const [, table = ''] = DOCUMENT.split(`<!-- endpoints: ${comment}`)
  const lines = table.split('\n').slice(2)
  const end = lines.findIndex((line) => !line.startsWith('|'))
  return lines.slice(2, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

function codesIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code!)
}

async function statusOf({ handler }: Health, url: string): Promise<number | undefined> {
  return (await handler.handle({ method: 'GET', url, headers: {}, remoteAddress: '127.0.0.1' }))?.status
}
