import type { Reporter, TestModule, TestSuite } from 'vitest/node'

/** At the end of a run: which suites were skipped for want of a server, and how many tests they hold. */
export class SkippedSuitesReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const skipped = modules.flatMap(({ children }) => [...children.allSuites()]).filter(isWithoutServer)
    if (skipped.length === 0) return
    const lines = skipped.map((suite) => `  ${[...suite.children.allTests()].length} tests of ${suite.name}`)
    process.stdout.write(`\nSkipped for want of a server:\n${lines.join('\n')}\n`)
  }
}

function isWithoutServer({ name }: TestSuite): boolean {
  return name.includes(': skipped, as ')
}
