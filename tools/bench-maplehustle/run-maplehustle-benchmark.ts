import { migrateDatabase } from '../../apps/maplehustle/src/app/migrate-database.ts'
import { DEMO_CLIENT, DEMO_PASSWORD } from '../../apps/maplehustle/src/development/demo-users.ts'
import { seedDemo } from '../../apps/maplehustle/src/development/seed-demo.ts'
import { findCredentials } from '../../apps/maplehustle/src/repositories/users.ts'
import { createPool } from '../../packages/kit/src/database/create-pool.ts'
import { median } from '../bench/measurement.ts'
import { freePort } from '../servers/free-port.ts'
import type { TestServer } from '../servers/test-server.ts'
import { fillCatalogue } from './fill-catalogue.ts'
import { createQuestions, type Question, type Questions } from './questions.ts'
import { sendQuestions, type LoadResult } from './send-questions.ts'
import { settingsOf } from './settings-of.ts'
import { startContender, type Contender } from './start-contender.ts'

export interface MapleHustleBenchmarkSize {
  providers: number
  rounds: number
  roundMs: number
  /** Time with the users. */
  usersMs: number
}

export const FULL_SIZE: MapleHustleBenchmarkSize = { providers: 200, rounds: 7, roundMs: 3000, usersMs: 60_000 }
export const QUICK_SIZE: MapleHustleBenchmarkSize = { providers: 20, rounds: 1, roundMs: 500, usersMs: 3000 }

/** One kind of request, or several in turns. */
export interface Compared {
  what: string
  oursPerS: number
  barePerS: number
  /** Medians of the ratios within a round; of CPU, how much more ours takes for a request. */
  ratio: number
  cpuRatio: number | undefined
  failures: Record<string, number>
}

export interface MapleHustleBenchmark {
  compared: Compared[]
  users: {
    connections: number
    perS: number
    p50Ms: number
    p95Ms: number
    p99Ms: number
    failures: Record<string, number>
  }
  cache: { answers: number; hitRatio: number }
}

const CONNECTIONS = 50
/** Of a user between an answer and the next request, at most. */
const THINK_MS = 1000

interface Bench {
  ours: Contender
  bare: Contender
  askOurs: Questions
  askBare: Questions
}

/** Ours with everything on, and the same routes bare, in turns, on one PostgreSQL. */
export async function runMapleHustleBenchmark(
  { postgres, redis }: { postgres: TestServer; redis: TestServer },
  size: MapleHustleBenchmarkSize,
  say: (what: string) => void,
): Promise<MapleHustleBenchmark> {
  const pool = createPool({ connectionString: postgres.url, steady: 0, overflow: 4 })
  await migrateDatabase(pool)
  await seedDemo(pool)
  const services = await fillCatalogue(pool, size.providers)
  const { user } = (await findCredentials(pool, DEMO_CLIENT))!
  await pool.end()
  const [ourPort, barePort] = [await freePort(), await freePort()]
  const ours = await startContender(
    ourPort,
    ['apps/maplehustle/src/main.ts', 'web'],
    settingsOf({ postgres, redis, port: ourPort }),
  )
  const bare = await startContender(
    barePort,
    ['tools/bench-maplehustle/bare-server.ts', `${barePort}`, postgres.url],
    {},
  )
  try {
    const login = { email: DEMO_CLIENT, password: DEMO_PASSWORD }
    const askOurs = createQuestions({
      host: `localhost:${ourPort}`,
      identity: { authorization: `Bearer ${await tokenOf(ours, login)}` },
      services,
      login,
    })
    const askBare = createQuestions({ host: `localhost:${barePort}`, identity: { 'x-user': user.id }, services, login })
    const bench: Bench = { ours, bare, askOurs, askBare }
    say('cache')
    const cache = await measureCache(bench, size)
    const compared: Compared[] = []
    for (const [what, mix] of Object.entries(MIXES)) {
      say(what)
      compared.push(await compare(bench, what, mix, size))
    }
    say('users')
    return { compared, users: await measureUsers(bench, size), cache }
  } finally {
    await Promise.all([ours.stop(), bare.stop()])
  }
}

/** As a client uses the service: mostly looks around. Logins are in the mix of users: there argon2 is all there is to see. */
const WHOLE: readonly (keyof Questions)[] = [
  'search',
  'service',
  'service',
  'categories',
  'search',
  'service',
  'bookings',
  'service',
  'search',
  'book',
]
const MIXES: Readonly<Record<string, readonly (keyof Questions)[]>> = {
  'search (cached)': ['search'],
  'one service (cached)': ['service'],
  'my bookings (not cached)': ['bookings'],
  'book a time': ['book'],
  'all of these, as clients use them': WHOLE,
}
/** Of twenty requests of a user one is a login, and two are bookings. */
const USERS_MIX: readonly (keyof Questions)[] = [...WHOLE, ...WHOLE.slice(1), 'login']
const CATALOGUE_MIX: readonly (keyof Questions)[] = ['search', 'service', 'service', 'categories', 'service']

function inTurn(questions: Questions, mix: readonly (keyof Questions)[]): Question {
  let turn = 0
  return () => questions[mix[turn++ % mix.length]!]()
}

async function compare(
  { ours, bare, askOurs, askBare }: Bench,
  what: string,
  mix: readonly (keyof Questions)[],
  { rounds, roundMs }: MapleHustleBenchmarkSize,
): Promise<Compared> {
  const sides = [
    { contender: ours, next: inTurn(askOurs, mix) },
    { contender: bare, next: inTurn(askBare, mix) },
  ] as const
  const failures: Record<string, number> = {}
  const perRound: { rates: number[]; cpus: (number | undefined)[] }[] = []
  // The first round warms up.
  for (let round = 0; round <= rounds; round++) {
    const rates: number[] = []
    const cpus: (number | undefined)[] = []
    // In turns, so that neither is always first.
    for (const index of round % 2 === 0 ? [0, 1] : [1, 0]) {
      const { contender, next } = sides[index]!
      const before = contender.cpuUs()
      const result = await sendQuestions({ port: contender.port, connections: CONNECTIONS, ms: roundMs, next })
      const after = contender.cpuUs()
      rates[index] = (result.good * 1000) / result.elapsedMs
      cpus[index] = before === undefined || after === undefined ? undefined : (after - before) / result.good
      for (const [status, n] of Object.entries(result.bad)) failures[status] = (failures[status] ?? 0) + n
    }
    if (round > 0) perRound.push({ rates, cpus })
  }
  const cpuRatios = perRound.flatMap(({ cpus: [mine, its] }) => (mine === undefined || !its ? [] : [mine / its]))
  return {
    what,
    oursPerS: median(perRound.map(({ rates }) => rates[0]!)),
    barePerS: median(perRound.map(({ rates }) => rates[1]!)),
    ratio: median(perRound.map(({ rates }) => rates[0]! / rates[1]!)),
    cpuRatio: cpuRatios.length === 0 ? undefined : median(cpuRatios),
    failures,
  }
}

async function measureUsers({ ours, askOurs }: Bench, { usersMs }: MapleHustleBenchmarkSize) {
  const next = inTurn(askOurs, USERS_MIX)
  const result: LoadResult = await sendQuestions({
    port: ours.port,
    connections: CONNECTIONS,
    ms: usersMs,
    next,
    thinkMs: THINK_MS,
  })
  const { good, bad, elapsedMs, quantile } = result
  const [p50Ms, p95Ms, p99Ms] = [quantile(0.5), quantile(0.95), quantile(0.99)]
  return { connections: CONNECTIONS, perS: (good * 1000) / elapsedMs, p50Ms, p95Ms, p99Ms, failures: bad }
}

/** From an empty cache on, at the pace of users, so that its time to live is a part of it. */
async function measureCache({ ours, askOurs }: Bench, { usersMs }: MapleHustleBenchmarkSize) {
  const before = await readResults(ours)
  const next = inTurn(askOurs, CATALOGUE_MIX)
  await sendQuestions({ port: ours.port, connections: CONNECTIONS, ms: usersMs, next, thinkMs: THINK_MS })
  const after = await readResults(ours)
  const of = (result: string): number => (after.get(result) ?? 0) - (before.get(result) ?? 0)
  const answers = [...after.keys()].reduce((sum, result) => sum + of(result), 0)
  return { answers, hitRatio: (of('memory') + of('redis') + of('grace')) / answers }
}

/** Answers of the cache so far, by where they came from. */
async function readResults({ port }: Contender): Promise<Map<string, number>> {
  const answer = await fetch(`http://127.0.0.1:${port}/health/metrics`, { signal: AbortSignal.timeout(10_000) })
  const line = /^shipworthy_cache_duration_seconds_count\{[^}]*result="(\w+)"[^}]*\} (\d+)/gm
  return new Map([...(await answer.text()).matchAll(line)].map(([, result, count]) => [result!, Number(count)]))
}

async function tokenOf({ port }: Contender, login: { email: string; password: string }): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...login, client: 'app' }),
    signal: AbortSignal.timeout(30_000),
  })
  return ((await answer.json()) as { accessToken: string }).accessToken
}
