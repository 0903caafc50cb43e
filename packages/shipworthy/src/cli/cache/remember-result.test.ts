import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { checkAsJson, runCliProcess } from '../testing/spawn-cli.ts'
import { LEAKY_SERVICE, SERVICE, temporaryFolder, type TemporaryFolder } from '../testing/temporary-folder.ts'

const TIMEOUT_MS = 90_000

/** Gives the remembered result another name, so that it shows where an answer comes from. */
function mark(cache: TemporaryFolder): void {
  const [name = ''] = readdirSync(cache.path)
  const text = readFileSync(cache.at(name), 'utf8')
  const entry = JSON.parse(text) as { value: { target: { name: string } } }
  entry.value.target.name = 'remembered'
  writeFileSync(cache.at(name), JSON.stringify(entry))
}

describe('a second check', { timeout: TIMEOUT_MS }, () => {
  it('says what the first one said when nothing has changed, and audits again when something has', async () => {
    using project = temporaryFolder(SERVICE)
    using cache = temporaryFolder()
    const options = { env: { SHIPWORTHY_CACHE_DIR: cache.path } }
    const nameOf = async () => (await checkAsJson(project.path, options)).target.name
    const first = await nameOf()
    mark(cache)
    expect(await nameOf()).toBe('remembered')
    project.write('server.js', `${SERVICE['server.js']}\n`)
    expect(await nameOf()).toBe(first)
    mark(cache)
    project.write('shipworthy.config.json', '{"minScore": 10}')
    expect(await nameOf()).toBe(first)
    mark(cache)
    project.write('shipworthy.baseline.json', readFileSync(await baselineOf(project), 'utf8'))
    expect(await nameOf()).toBe(first)
  })

  it('audits with --no-cache, and with other options', async () => {
    using project = temporaryFolder(LEAKY_SERVICE)
    using cache = temporaryFolder()
    const options = { env: { SHIPWORTHY_CACHE_DIR: cache.path } }
    const check = (...words: string[]) => runCliProcess(['check', project.path, '-q', ...words], options)
    const first = await check()
    expect(first.exitCode).toBe(1)
    expect(await check()).toEqual(first)
    expect((await check('--fail-on', 'never')).exitCode).toBe(0)
    expect((await check('--no-cache')).stdout).toBe(first.stdout)
  })

  it('remembers no result of a command line that is wrong', async () => {
    using project = temporaryFolder({ ...SERVICE, 'shipworthy.config.json': '{"minScore": "high"}' })
    using cache = temporaryFolder()
    const { exitCode } = await runCliProcess(['check', project.path], { env: { SHIPWORTHY_CACHE_DIR: cache.path } })
    expect(exitCode).toBe(2)
    expect(readdirSync(cache.path)).toEqual([])
  })
})

async function baselineOf(project: TemporaryFolder): Promise<string> {
  const path = project.at('accepted.json')
  await runCliProcess(['baseline', 'update', project.path, '--baseline', path])
  return path
}
