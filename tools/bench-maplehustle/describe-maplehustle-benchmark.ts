import type { MapleHustleBenchmark } from './run-maplehustle-benchmark.ts'

const whole = (value: number): string => Math.round(value).toLocaleString('en')
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

/** As it goes into docs/performance.md. */
export function describeMapleHustleBenchmark({ compared, users, cache }: MapleHustleBenchmark): string {
  const rows = compared.map(
    ({ what, oursPerS, barePerS, ratio, cpuRatio }) =>
      `| ${what} | ${whole(oursPerS)} | ${whole(barePerS)} | ${percent(ratio)} | ${cpuRatio?.toFixed(2) ?? '?'} |`,
  )
  const failures = [...compared, { what: 'users', failures: users.failures }].flatMap(({ what, failures: bad }) =>
    Object.entries(bad).map(([status, n]) => `${what}: ${n} × ${status}`),
  )
  return [
    '| requests/s, 50 connections | MapleHustle | bare | ÷ bare | CPU ÷ bare |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...rows,
    '',
    '| aim | measured |',
    '| --- | --- |',
    `| 70 % of bare with everything on | ${percent(compared.at(-1)!.ratio)} |`,
    `| ${users.connections} users, p95 in 200 ms | ${users.p95Ms.toFixed(0)} ms (median ${users.p50Ms.toFixed(0)}, p99 ${users.p99Ms.toFixed(0)}, ${whole(users.perS)} requests/s) |`,
    `| 90 % of the catalogue from the cache | ${percent(cache.hitRatio)} of ${whole(cache.answers)} answers |`,
    '',
    failures.length === 0 ? 'Every answer was 2xx.' : `Not 2xx: ${failures.join(', ')}`,
  ].join('\n')
}
