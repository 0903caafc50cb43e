#!/usr/bin/env node
// MapleHustle beside the same routes on bare Fastify and pg.  npm run bench:maplehustle -- [--quick] [--json]
import { parseArgs } from 'node:util'
import { describeMapleHustleBenchmark } from './bench-maplehustle/describe-maplehustle-benchmark.ts'
import { FULL_SIZE, QUICK_SIZE, runMapleHustleBenchmark } from './bench-maplehustle/run-maplehustle-benchmark.ts'
import { findPostgres } from './servers/postgres-server.ts'
import { findRedis } from './servers/redis-server.ts'

const USAGE = 'Usage: npm run bench:maplehustle -- [--quick] [--json]'

process.exitCode = await main()

async function main(): Promise<number> {
  const request = readRequest()
  if (!request) return refuse(USAGE, 2)
  const [foundPostgres, foundRedis] = [findPostgres(), findRedis()]
  if ('missing' in foundPostgres) return refuse(foundPostgres.missing, 1)
  if ('missing' in foundRedis) return refuse(foundRedis.missing, 1)
  await using postgres = await foundPostgres.start()
  await using redis = await foundRedis.start()
  const size = request.quick ? QUICK_SIZE : FULL_SIZE
  const say = (what: string): void => void process.stderr.write(`${what}\n`)
  const benchmark = await runMapleHustleBenchmark({ postgres, redis }, size, say)
  process.stdout.write(
    `${request.json ? JSON.stringify(benchmark, null, 2) : describeMapleHustleBenchmark(benchmark)}\n`,
  )
  return 0
}

function refuse(why: string, code: number): number {
  process.stderr.write(`${why}\n`)
  return code
}

function readRequest(): { quick: boolean; json: boolean } | undefined {
  try {
    const options = { quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } } as const
    return parseArgs({ options }).values
  } catch {
    return undefined
  }
}
