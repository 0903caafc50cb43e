import { defineConfig } from 'vitest/config'
import { SkippedSuitesReporter } from './tools/servers/skipped-suites-reporter.ts'

const HEALTH = `${import.meta.dirname}/packages/health/src`

export default defineConfig({
  // The other package as sources, not as it was last built.
  resolve: {
    alias: [
      { find: /^@shipworthy\/health$/, replacement: `${HEALTH}/index.ts` },
      { find: /^@shipworthy\/health\/checks$/, replacement: `${HEALTH}/checks/checks.generated.ts` },
      { find: /^@shipworthy\/health\/(.+)$/, replacement: `${HEALTH}/$1.ts` },
    ],
  },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'tools/**/*.test.ts'],
    testTimeout: 20_000,
    reporters: ['default', new SkippedSuitesReporter()],
  },
})
