import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { SkippedSuitesReporter } from './tools/servers/skipped-suites-reporter.ts'

const HEALTH = `${import.meta.dirname}/packages/health/src`
const KIT = `${import.meta.dirname}/packages/kit/src`

export default defineConfig({
  // Other packages as sources, not as they were last built.
  resolve: {
    alias: [
      { find: /^@shipworthy\/health$/, replacement: `${HEALTH}/index.ts` },
      { find: /^@shipworthy\/health\/checks$/, replacement: `${HEALTH}/checks/checks.generated.ts` },
      { find: /^@shipworthy\/health\/(.+)$/, replacement: `${HEALTH}/$1.ts` },
      { find: /^@shipworthy\/kit\/(.+)$/, replacement: `${KIT}/$1/index.ts` },
    ],
  },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts', 'tools/**/*.test.ts'],
    // The programs that tests start are stripped of their types and compiled once, and not at every start.
    env: { NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache') },
    testTimeout: 60_000,
    // A second, the default, is short on a machine that does other work too.
    expect: { poll: { timeout: 20_000 } },
    reporters: ['default', new SkippedSuitesReporter()],
  },
})
