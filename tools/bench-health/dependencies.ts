/** What readiness depends on in the benchmark: three calls of 5 ms each, counted. */
export interface Dependencies {
  names: readonly string[]
  call(name: string): Promise<void>
  /** Calls so far, and the most that were ever in flight for one dependency. */
  statistics(): { calls: number; mostInFlight: number }
  /** From now on no call ends, whatever its caller does. */
  hang(): void
}

const ANSWER_MS = 5

export function createDependencies(): Dependencies {
  const inFlight = new Map<string, number>()
  let calls = 0
  let mostInFlight = 0
  let isHung = false
  return {
    names: ['postgres', 'redis', 'search'],
    async call(name) {
      const now = (inFlight.get(name) ?? 0) + 1
      inFlight.set(name, now)
      calls++
      mostInFlight = Math.max(mostInFlight, now)
      if (isHung) await new Promise(() => {})
      await new Promise((resolve) => setTimeout(resolve, ANSWER_MS))
      inFlight.set(name, (inFlight.get(name) ?? 1) - 1)
    },
    statistics: () => ({ calls, mostInFlight }),
    hang: () => void (isHung = true),
  }
}
