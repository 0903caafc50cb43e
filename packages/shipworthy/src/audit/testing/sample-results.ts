import { categoryOf } from '../model/categories.ts'
import type { Evidence, Finding, RuleResult } from '../model/outcome.ts'

type Base = Pick<RuleResult, 'rule' | 'title' | 'severity'> & Partial<RuleResult>

/** A result with everything a test does not care about filled in. */
export function sampleResult(base: Base): RuleResult {
  return {
    category: categoryOf(base.rule),
    confidence: 'structural',
    outcome: 'pass',
    points: 0,
    findings: [],
    evidence: [],
    passed: base.outcome === 'pass' || base.outcome === undefined ? 1 : 0,
    ...base,
  }
}

export function sampleFinding(message: string, evidence: Evidence, extra: Partial<Finding> = {}): Finding {
  return {
    message,
    severity: 'warning',
    points: 0,
    ...(evidence.file !== undefined && { file: evidence.file }),
    ...(evidence.line !== undefined && { line: evidence.line }),
    ...(evidence.column !== undefined && { column: evidence.column }),
    evidence: [evidence],
    fingerprint: 'a3f1c09b77e2d514',
    ...extra,
  }
}

export function sampleCode(file: string, line: number, snippet: string, extra: Partial<Evidence> = {}): Evidence {
  return { kind: 'code', file, line, column: 3, snippet, ...extra }
}

const pass = (
  rule: string,
  title: string,
  evidence: Evidence,
  severity: RuleResult['severity'] = 'warning',
): RuleResult => sampleResult({ rule, title, severity, evidence: [evidence] })

const unknown = (rule: string, title: string, reason: string, evidence: Evidence[] = []): RuleResult =>
  sampleResult({ rule, title, severity: 'warning', outcome: 'unknown', reason, evidence })

const inapplicable = (rule: string, title: string, reason: string): RuleResult =>
  sampleResult({ rule, title, severity: 'warning', outcome: 'not-applicable', reason })

const ACTIONS = [
  'actions/checkout@v4',
  'actions/setup-node@v4',
  'docker/login-action@v3',
  'docker/build-push-action@v6',
  'aquasecurity/trivy-action@master',
]

export const SAMPLE_FAILURES: readonly RuleResult[] = [
  sampleResult({
    rule: 'security/cors-credentials-reflected',
    title: 'Every website may call the API as the signed-in user',
    severity: 'critical',
    confidence: 'proven',
    outcome: 'fail',
    findings: [
      sampleFinding(
        'CORS reflects any origin and allows credentials: a page on any site can read this API with the cookies of its visitor',
        sampleCode('services/api/src/http/create-app.ts', 42, 'app.use(cors({ origin: true, credentials: true }))', {
          symbol: 'createApp',
          note: '`origin: true` answers with the origin of the request',
        }),
        { severity: 'critical' },
      ),
    ],
  }),
  sampleResult({
    rule: 'environment/secret-committed',
    title: 'A live credential is in the repository',
    severity: 'critical',
    confidence: 'proven',
    outcome: 'fail',
    findings: [
      sampleFinding(
        'A live Stripe key is committed and loaded in production',
        {
          kind: 'setting',
          file: 'deploy/production/docker-compose.production.yml',
          line: 31,
          snippet: 'STRIPE_SECRET_KEY: sk_liv••••',
          note: 'the format of a live secret key',
        },
        { severity: 'critical' },
      ),
      sampleFinding(
        'The key that signs sessions has a fallback in the code',
        sampleCode('services/api/src/config/session.ts', 9, "secret: process.env.SESSION_SECRET || '••••'", {
          symbol: 'sessionConfig',
        }),
        { severity: 'critical' },
      ),
    ],
  }),
  sampleResult({
    rule: 'lifecycle/no-sigterm',
    title: 'No SIGTERM handling',
    severity: 'warning',
    outcome: 'fail',
    findings: [
      sampleFinding('SIGTERM is not handled: the process ends in the middle of its requests', {
        kind: 'absence',
        file: 'services/api/src/server.ts',
        line: 90,
        snippet: 'app.listen(env.PORT, () => {',
        note: 'no SIGTERM handler in anything the service loads',
      }),
    ],
  }),
  sampleResult({
    rule: 'database/acquire-timeout',
    title: 'No connection-acquire timeout',
    severity: 'warning',
    outcome: 'fail',
    passed: 1,
    findings: [
      sampleFinding(
        'A request waits for a free connection without limit',
        sampleCode(
          'services/api/src/database/pool.ts',
          7,
          'export const pool = new Pool({ connectionString, max: 20 })',
        ),
      ),
    ],
  }),
  sampleResult({
    rule: 'rate-limiting/proxy-untrusted',
    title: 'All users share one rate-limit bucket',
    severity: 'warning',
    outcome: 'fail',
    findings: [
      sampleFinding('nginx stands in front, and Express takes its address for that of every user', {
        kind: 'setting',
        file: 'deploy/nginx/conf.d/api.conf',
        line: 12,
        snippet: 'proxy_pass http://api:3000;',
      }),
    ],
  }),
  sampleResult({
    rule: 'performance/sync-io-in-handler',
    title: 'Blocking calls inside request handlers',
    severity: 'warning',
    confidence: 'heuristic',
    outcome: 'fail',
    passed: 2,
    findings: [18, 57, 61, 120].map((line) =>
      sampleFinding(
        'readFileSync blocks every other request while it reads',
        sampleCode(
          'services/api/src/modules/invoices/templates/render-invoice-template.ts',
          line,
          'const source = readFileSync(path)',
          {
            symbol: 'renderInvoiceTemplate',
          },
        ),
      ),
    ),
  }),
  sampleResult({
    rule: 'ci/action-unpinned',
    title: 'Actions from others are not pinned to a commit',
    severity: 'warning',
    confidence: 'proven',
    outcome: 'fail',
    passed: 3,
    findings: ACTIONS.map((action, index) =>
      sampleFinding(`${action} can change under the same tag`, {
        kind: 'setting',
        file: '.github/workflows/release.yml',
        line: 14 + index * 6,
        snippet: `- uses: ${action}`,
      }),
    ),
  }),
  sampleResult({
    rule: 'performance/no-compression',
    title: 'Responses are not compressed',
    severity: 'info',
    outcome: 'fail',
    findings: [
      sampleFinding(
        'Neither the service nor the proxy compresses JSON',
        { kind: 'absence', note: 'no compression middleware, no gzip in nginx' },
        { severity: 'info' },
      ),
    ],
  }),
  sampleResult({
    rule: 'containers/no-labels',
    title: 'The image says nothing about its origin',
    severity: 'info',
    outcome: 'fail',
    findings: [
      sampleFinding(
        'No org.opencontainers.image labels',
        { kind: 'absence', file: 'services/api/Dockerfile', line: 1, snippet: 'FROM node:24-slim', note: 'no LABEL' },
        { severity: 'info' },
      ),
    ],
  }),
]

export const SAMPLE_OPEN: readonly RuleResult[] = [
  unknown(
    'database/pool-over-max',
    'The pools may open more connections than the server accepts',
    'the number of replicas is decided outside the repository',
    [sampleCode('services/api/src/database/pool.ts', 7, 'export const pool = new Pool({ connectionString, max: 20 })')],
  ),
  unknown('tls/certificate-expiry', 'The certificate expires soon', 'no address of the running service was given'),
  unknown('tls/old-protocols', 'TLS 1.0 or 1.1 is accepted', 'no address of the running service was given'),
  sampleResult({
    rule: 'health/path-mismatch',
    title: 'The probe asks for a path that no route serves',
    severity: 'warning',
    outcome: 'error',
    reason: "the rule failed: Cannot read properties of undefined (reading 'path')",
  }),
]

export const SAMPLE_PASSES: readonly RuleResult[] = [
  pass(
    'security/no-helmet',
    'No security headers',
    sampleCode('services/api/src/http/create-app.ts', 38, 'app.use(helmet())', { symbol: 'createApp' }),
  ),
  pass(
    'error-handling/no-error-middleware',
    'Errors reach no handler',
    sampleCode('services/api/src/http/create-app.ts', 77, 'app.use(errorHandler)', {
      symbol: 'createApp',
      note: 'mounted after all routes',
    }),
  ),
  pass(
    'health/missing',
    'No readiness endpoint',
    sampleCode('services/api/src/http/health.ts', 11, "router.get('/ready', ready)", { note: 'asks the database' }),
  ),
  pass('migrations/at-start', 'Every replica migrates when it starts', {
    kind: 'setting',
    file: 'deploy/production/docker-compose.production.yml',
    line: 12,
    snippet: 'command: node dist/migrate.js',
    note: 'a job of its own',
  }),
  pass('dependencies/no-lockfile', 'No lockfile', {
    kind: 'setting',
    file: 'package-lock.json',
    note: 'npm, lockfile version 3',
  }),
  pass(
    'logging/console-only',
    'Logs are not structured',
    sampleCode('services/api/src/logger.ts', 4, 'export const logger = pino({ level: env.LOG_LEVEL })'),
    'info',
  ),
]

export const SAMPLE_INAPPLICABLE: readonly RuleResult[] = [
  inapplicable(
    'payments/webhook-unsigned',
    'Webhooks are taken without a signature',
    'the service receives no payment webhooks',
  ),
  inapplicable('payments/no-idempotency-key', 'Charges may run twice', 'the service receives no payment webhooks'),
  inapplicable('background-tasks/no-retry', 'Failed jobs are lost', 'no queue is used'),
  inapplicable('cache/no-ttl', 'Cached values never expire', 'no cache is used'),
]
