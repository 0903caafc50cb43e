import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ROOT } from './root.ts'

const TIMEOUT_MS = 240_000

/** Runs the demo until a text appears, then interrupts it as Ctrl-C does. */
async function demo(words: readonly string[], stopAt?: string): Promise<{ stdout: string; code: number | null }> {
  const child = spawn(process.execPath, [join(ROOT, 'tools/demo.ts'), ...words], { cwd: ROOT })
  let stdout = ''
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString()
    if (stopAt !== undefined && stdout.includes(stopAt)) child.kill('SIGINT')
  })
  const [code] = (await once(child, 'close')) as [number | null]
  return { stdout, code }
}

const urlIn = (stdout: string): string => /http:\/\/localhost:\d+/.exec(stdout)![0]

it(
  'starts a service, judges it, shows where to look, and stops everything on Ctrl-C',
  { timeout: TIMEOUT_MS },
  async () => {
    const { stdout, code } = await demo(['--no-load'], 'Running until you press Ctrl-C.')
    expect(code, stdout).toBe(0)
    expect(stdout).toContain('API and documentation')
    expect(stdout).toMatch(/Shipworthy \d+ (EXCELLENT|GOOD)/)
    expect(stdout).toContain('fail-on critical: no finding is critical')
    expect(readFileSync(join(ROOT, '.data/demo-report.html'), 'utf8')).toContain('<h1>maplehustle</h1>')
    await expect(fetch(`${urlIn(stdout)}/health/live`)).rejects.toThrow('fetch failed')
  },
)

it('can be interrupted while it starts', { timeout: TIMEOUT_MS }, async () => {
  const { stdout, code } = await demo([], 'Starting MapleHustle')
  expect(code, stdout).toBe(0)
  expect(stdout).not.toContain('Shipworthy')
})
