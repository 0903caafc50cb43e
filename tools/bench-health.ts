#!/usr/bin/env node
// What health costs, beside its peers, in one run.  npm run bench:health -- [--quick] [--json]
import { parseArgs } from 'node:util'
import { describeHealthBenchmark } from './bench-health/describe-health-benchmark.ts'
import { FULL_SIZE, QUICK_SIZE } from './bench-health/benchmark-size.ts'
import { runHealthBenchmark } from './bench-health/run-health-benchmark.ts'

const USAGE = 'Usage: npm run bench:health -- [--quick] [--json]'

process.exitCode = await main()

async function main(): Promise<number> {
  const request = readRequest()
  if (!request) {
    process.stderr.write(`${USAGE}\n`)
    return 2
  }
  const size = request.quick ? QUICK_SIZE : FULL_SIZE
  const benchmark = await runHealthBenchmark(size, (what) => process.stderr.write(`${what}\n`))
  process.stdout.write(`${request.json ? JSON.stringify(benchmark, null, 2) : describeHealthBenchmark(benchmark)}\n`)
  return 0
}

function readRequest(): { quick: boolean; json: boolean } | undefined {
  try {
    const options = { quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } } as const
    return parseArgs({ options }).values
  } catch {
    return undefined
  }
}
