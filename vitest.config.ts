import { defineConfig } from 'vitest/config'
import { SkippedSuitesReporter } from './tools/servers/skipped-suites-reporter.ts'

export default defineConfig({
  test: {
    include: ['packages/*/src/**/*.test.ts', 'tools/**/*.test.ts'],
    testTimeout: 20_000,
    reporters: ['default', new SkippedSuitesReporter()],
  },
})
