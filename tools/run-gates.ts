/** Something that must hold. It throws what is wrong, and may return a remark or the reason why it was skipped. */
export interface Gate {
  name: string
  run: () => string | { skipped: string } | void | Promise<string | { skipped: string } | void>
}

export interface GateCounts {
  passed: number
  failed: number
  skipped: number
}

/** Runs every gate in order, also after one has failed, and says of each how it went. */
export async function runGates(gates: readonly Gate[], print: (line: string) => void): Promise<GateCounts> {
  const counts: GateCounts = { passed: 0, failed: 0, skipped: 0 }
  for (const { name, run } of gates) {
    try {
      const result = await run()
      if (typeof result === 'object') {
        counts.skipped++
        print(`- skipped  ${name}: ${result.skipped}`)
      } else {
        counts.passed++
        print(`✓ passed   ${name}${result ? `: ${result}` : ''}`)
      }
    } catch (error) {
      counts.failed++
      print(`✗ failed   ${name}\n${indent(error instanceof Error ? error.message : String(error))}`)
    }
  }
  return counts
}

/** The last line of every such run. */
export function countsLine({ passed, failed, skipped }: GateCounts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}

function indent(text: string): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n')
}
