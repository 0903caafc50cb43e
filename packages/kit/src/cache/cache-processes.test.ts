import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, it } from 'vitest'
import { describeWith } from '../../../../tools/servers/describe-with.ts'
import { findRedis } from '../../../../tools/servers/redis-server.ts'

const PROCESSES = 4
const CALLERS = 50

describeWith('processes that share a cache on Redis', findRedis(), ({ start }) => {
  it('load once, however many ask at once', { timeout: 120_000 }, async () => {
    await using server = await start()
    const children = Array.from({ length: PROCESSES }, () => startAsking(server.url))
    await Promise.all(children.map(({ ready }) => ready))
    for (const { ask } of children) ask()
    const lines = (await Promise.all(children.map(({ ended }) => ended))).flat()
    expect(lines.filter((line) => line === 'load')).toHaveLength(1)
    const answers = lines.filter((line) => line.startsWith('answer'))
    expect([answers.length, new Set(answers).size]).toEqual([PROCESSES * CALLERS, 1])
  })
})

function startAsking(url: string) {
  const script = join(import.meta.dirname, 'testing/ask-together.ts')
  const child = spawn(process.execPath, [script, url, `${CALLERS}`], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines: string[] = []
  const reader = createInterface(child.stdout)
  reader.on('line', (line) => lines.push(line))
  return {
    ready: once(reader, 'line'),
    ask: () => child.stdin.write('go\n'),
    ended: once(child, 'close').then(() => lines),
  }
}
