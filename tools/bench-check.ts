#!/usr/bin/env node
// How long an audit takes, by step, against a floor.  npm run bench:check -- <dir> [--runs N] [--json]
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { describeBenchmark } from './bench/describe-benchmark.ts'
import { runBenchmark } from './bench/run-benchmark.ts'
import { buildPackage } from './build-package.ts'

const USAGE = 'Usage: npm run bench:check -- <dir> [--runs N] [--json]'

process.exitCode = main()

function main(): number {
  const request = readRequest()
  if (!request) return refuse(USAGE)
  const failed = buildPackage()
  if (failed) return refuse(failed.problem)
  const benchmark = runBenchmark(request.dir, request.runs)
  process.stdout.write(`${request.json ? JSON.stringify(benchmark, null, 2) : describeBenchmark(benchmark)}\n`)
  return 0
}

function readRequest(): { dir: string; runs: number; json: boolean } | undefined {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { runs: { type: 'string', default: '3' }, json: { type: 'boolean', default: false } },
    })
    const [dir, ...rest] = positionals
    const runs = Number(values.runs)
    if (dir === undefined || rest.length > 0 || !Number.isInteger(runs) || runs < 1) return undefined
    return { dir: resolve(process.env['INIT_CWD'] ?? '.', dir), runs, json: values.json }
  } catch {
    return undefined
  }
}

function refuse(problem: string): number {
  process.stderr.write(`${problem}\n`)
  return 2
}
