import type { LoadFacts, LoadRound } from '../facts/live/load-facts.ts'

/** A service of an example that was loaded; three rounds in order when nothing else is said. */
export function loadedService(facts: Partial<LoadFacts> = {}): LoadFacts {
  return {
    target: 'https://api.example.com/search',
    local: false,
    expected: { averageMs: 200, p95Ms: 500, errorRate: 0.01 },
    connections: 50,
    rounds: [loadRound(), loadRound(), loadRound()],
    samples: [],
    ...facts,
  }
}

export function loadRound(round: Partial<LoadRound> = {}): LoadRound {
  return {
    seconds: 5,
    total: 5_000,
    ok: 5_000,
    limited: 0,
    errors: {},
    averageMs: 42,
    p50Ms: 38,
    p95Ms: 90,
    p99Ms: 140,
    senderLoad: 0.3,
    ...round,
  }
}

/** One round for each of these. */
export function loadRounds(rounds: readonly Partial<LoadRound>[]): LoadRound[] {
  return rounds.map((round) => loadRound(round))
}
