#!/usr/bin/env node
// What the parts of the kit cost, beside the libraries people use for the same.
// npm run bench:kit -- [part …] [--beside <folder>]
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { describeRows, type BenchContext, type BenchSuite } from './bench-kit/bench-row.ts'
import { cacheSuite } from './bench-kit/cache-suite.ts'
import { limitsSuite } from './bench-kit/limits-suite.ts'
import { ROOT } from './root.ts'
import { findRedis } from './servers/redis-server.ts'

const SUITES: readonly BenchSuite[] = [limitsSuite, cacheSuite]
const USAGE = `Usage: npm run bench:kit -- [${SUITES.map(({ name }) => name).join(' | ')} …] [--beside <folder>]

--beside names a folder whose node_modules holds libraries to compare with that are not among ours.`

process.exitCode = await main()

async function main(): Promise<number> {
  const request = readRequest()
  if (!request) {
    process.stderr.write(`${USAGE}\n`)
    return 2
  }
  const found = findRedis()
  if ('missing' in found) process.stdout.write(`Without Redis, as ${found.missing}.\n`)
  for (const suite of request.suites) {
    const redis = 'missing' in found ? undefined : await found.start()
    const context: BenchContext = {
      load: async (name) => (await load(name, request.beside)) ?? load(name, ROOT),
      ...(redis && { redis }),
    }
    const rows = await suite.run(context)
    process.stdout.write(`${describeRows(suite, rows)}\n\n`)
    await redis?.stop()
  }
  return 0
}

function readRequest(): { suites: readonly BenchSuite[]; beside: string } | undefined {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { beside: { type: 'string', default: '.' } },
    })
    const suites = SUITES.filter(({ name }) => positionals.length === 0 || positionals.includes(name))
    if (positionals.some((name) => !SUITES.some((suite) => suite.name === name))) return undefined
    return { suites, beside: resolve(process.env['INIT_CWD'] ?? '.', values.beside) }
  } catch {
    return undefined
  }
}

/** As if a file in that folder imported it. */
async function load(name: string, folder: string): Promise<Record<string, unknown> | undefined> {
  try {
    const path = createRequire(join(folder, 'package.json')).resolve(name)
    const module = (await import(pathToFileURL(path).href)) as Record<string, unknown>
    return { ...(module['default'] as object | undefined), ...module }
  } catch (error) {
    if (/^(ERR_)?MODULE_NOT_FOUND$/.test((error as { code?: string }).code ?? '')) return undefined
    throw error
  }
}
