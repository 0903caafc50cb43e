import { categoryOf, SEED_CATEGORIES } from '../model/categories.ts'
import type { RuleResult } from '../model/outcome.ts'
import type { ProfileEntry, Remedy, Report, RuleInfo } from '../model/report.ts'
import type { Suppression } from '../model/suppression.ts'
import { judgeGates, type GateOptions } from '../score/gates.ts'
import { withPoints } from '../score/points.ts'
import { cheapestRoute } from '../score/route.ts'
import { scoreOf } from '../score/score.ts'
import { SAMPLE_FAILURES, SAMPLE_INAPPLICABLE, SAMPLE_OPEN, SAMPLE_PASSES, sampleResult } from './sample-results.ts'

/**
 * A report with a few of everything, put together as an audit would: points, score, gates and route follow from the
 * results.
 *
 * @example
 * const report = sampleReport({ results: [sampleResult({ rule: 'ci/none', title: 'No CI', severity: 'info' })] })
 */
export function sampleReport({ results = SAMPLE_RESULTS, gates, ...overrides }: SampleOptions = {}): Report {
  const withGains = withPoints(results)
  const rules = Object.fromEntries(withGains.map((result) => [result.rule, sampleInfo(result)]))
  const score = scoreOf(withGains)
  const route = cheapestRoute(withGains, rules)
  return {
    version: 1,
    tool: { name: 'shipworthy', version: '0.1.0', ruleset: `${withGains.length} rules` },
    target: { name: 'harbour-api', files: 1_284, sources: 412, lines: 48_310 },
    date: '2026-11-23T03:43:06.938Z',
    durationMs: 1_240,
    profile: PROFILE,
    score,
    gates: judgeGates(withGains, score, { failOn: 'critical', minScore: 60, ...gates }),
    ...(route && { route }),
    unanswered: [
      { category: 'backups', reason: 'this version has no rule for backups yet' },
      { category: 'tls', reason: 'nothing could be verified' },
    ],
    results: withGains,
    rules,
    suppressions: SUPPRESSIONS,
    unreadable: [
      { file: 'services/api/src/legacy/report-generator.js', line: 214, reason: 'unexpected token' },
      { file: 'deploy/helm/values.yaml', reason: 'not UTF-8' },
    ],
    ...overrides,
  }
}

/** A report in which every rule that applies has passed. */
export function healthyReport(): Report {
  const known = [...SAMPLE_PASSES, ...SAMPLE_INAPPLICABLE]
  const missing = SEED_CATEGORIES.filter((category) => !known.some(({ rule }) => categoryOf(rule) === category))
  const others = missing.map((category) =>
    sampleResult({
      rule: `${category}/sample`,
      title: 'Sample',
      severity: 'info',
      outcome: 'not-applicable',
      reason: 'it has none',
    }),
  )
  return sampleReport({
    results: [...known, ...others],
    gates: { minScore: 80 },
    suppressions: [],
    unreadable: [],
    unanswered: [],
  })
}

type SampleOptions = Partial<Omit<Report, 'gates' | 'results'>> & {
  results?: readonly RuleResult[]
  gates?: Partial<GateOptions>
}

const SAMPLE_RESULTS: readonly RuleResult[] = [
  ...SAMPLE_FAILURES,
  ...SAMPLE_OPEN,
  ...SAMPLE_PASSES,
  ...SAMPLE_INAPPLICABLE,
]

const SUPPRESSIONS: Suppression[] = [
  {
    rule: 'database/acquire-timeout',
    source: 'comment',
    file: 'services/api/src/database/pool.ts',
    line: 6,
    reason: 'the proxy in front of the database gives up after two seconds',
    until: '2027-01-31',
    owner: '@storage',
    state: 'active',
    findings: 1,
  },
  {
    rule: 'monitoring/no-metrics',
    source: 'configuration',
    file: 'shipworthy.config.json',
    line: 4,
    reason: 'metrics come with the move to the new cluster',
    until: '2026-10-31',
    state: 'expired',
    problem: 'it expired after 2026-10-31, so what it covered counts again; cure that, or decide anew until when',
    findings: 0,
  },
]

const PROFILE: ProfileEntry[] = [
  { label: 'Framework', values: [{ text: 'Express 5', file: 'services/api/package.json', line: 21, state: 'on' }] },
  { label: 'Start', values: [{ text: 'node dist/server.js', file: 'services/api/Dockerfile', line: 28, state: 'on' }] },
  {
    label: 'Data',
    values: [
      { text: 'PostgreSQL through pg', file: 'services/api/src/database/pool.ts', line: 7, state: 'on' },
      { text: 'Redis', file: 'services/api/src/cache.ts', line: 3, state: 'unknown' },
    ],
  },
  {
    label: 'Middleware',
    values: [
      { text: 'helmet', file: 'services/api/src/http/create-app.ts', line: 38, state: 'on' },
      { text: 'cors', file: 'services/api/src/http/create-app.ts', line: 42, state: 'on' },
      { text: 'express-rate-limit', file: 'services/api/src/http/create-app.ts', line: 51, state: 'off' },
    ],
  },
  { label: 'Routes', values: [{ text: '64 routes, 41 of them behind authentication', state: 'on' }] },
  {
    label: 'Deployment',
    values: [
      { text: 'Docker Compose, 2 services', file: 'deploy/production/docker-compose.production.yml', state: 'on' },
    ],
  },
]

const CORS_REMEDIES: Remedy[] = [
  {
    for: 'fastify',
    effort: 'S',
    text: 'Name the origins in @fastify/cors.',
    code: "await app.register(cors, {\n  origin: ['https://app.example.com'],\n  credentials: true,\n})",
  },
  {
    for: 'express',
    effort: 'S',
    text: 'Name the origins that may send credentials.',
    code: "app.use(cors({\n  origin: ['https://app.example.com'],\n  credentials: true,\n}))",
  },
  { for: 'any', effort: 'M', text: 'Without cookies, leave `credentials` out and use bearer tokens.' },
]

const DEFAULT_REMEDIES: Remedy[] = [
  { for: 'any', effort: 'S', text: 'Follow the steps in the documentation of the rule.' },
]

function sampleInfo({ rule, title, severity }: RuleResult): RuleInfo {
  return {
    id: rule,
    catalogue: 'XX01',
    title,
    category: categoryOf(rule),
    severity,
    why: 'What is right on one machine fails under load, during a deploy, or in the hands of an attacker; then it costs users their work and the team its night.',
    remedies: rule.startsWith('security/') ? CORS_REMEDIES : DEFAULT_REMEDIES,
    references: [
      {
        title: 'OWASP ASVS 5.0, 3.4.2',
        url: 'https://owasp.org/www-project-application-security-verification-standard/',
      },
    ],
    docs: `docs/rules/${rule}.md`,
  }
}
