#!/usr/bin/env node
// Starts MapleHustle, audits its source and what runs, and shows where to look.  npm run demo -- [--once] [--no-load]
import { parseArgs } from 'node:util'
import { runDemo } from './demo/run-demo.ts'

const USAGE = 'Usage: npm run demo -- [--once] [--no-load]'

process.exitCode = await main()

async function main(): Promise<number> {
  const request = readRequest()
  if (!request) {
    process.stderr.write(`${USAGE}\n`)
    return 2
  }
  return runDemo(request)
}

function readRequest(): { once: boolean; load: boolean } | undefined {
  try {
    const options = {
      once: { type: 'boolean', default: false },
      load: { type: 'boolean', default: true },
    } as const
    return parseArgs({ options, allowNegative: true }).values
  } catch {
    return undefined
  }
}
