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
    testTimeout: 20_000,
    reporters: ['default', new SkippedSuitesReporter()],
  },
})
