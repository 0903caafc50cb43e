import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Report } from '../../model/report.ts'
import { renderHtml } from '../../report/html.ts'
import { renderJson } from '../../report/json.ts'
import { renderTerminal } from '../../report/terminal.ts'
import { project } from '../../rules/example-kit.ts'
import { runAudit } from '../../run-audit.ts'
import { memoryReader } from '../project/memory-reader.ts'
import { loadFacts } from './load-facts.ts'
import { recordReader } from './record-reader.ts'
import { saveFacts } from './save-facts.ts'

/** A secret, and a line it stands in, by the file it is planted in. Put together here so that nobody takes them for live. */
interface Plant {
  secret: string
  in: string
  line: string
}

const ALNUM = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
const random = (length: number, alphabet = ALNUM): fc.Arbitrary<string> =>
  fc
    .noBias(fc.noShrink(fc.array(fc.constantFrom(...alphabet), { minLength: length, maxLength: length })))
    .map((letters) => letters.join(''))
const HEX = '0123456789abcdef'
/** Long enough that no mask can hold it by chance. */
const word = random(14, 'bcdfghjklmnpqrstvwz').map((text) => `Q${text}7`)

const plant = (secret: fc.Arbitrary<string>, path: string, line: (secret: string) => string): fc.Arbitrary<Plant> =>
  secret.map((text) => ({ secret: text, in: path, line: line(text) }))

const base64 = (text: string): string => Buffer.from(text).toString('base64')
const pem = (kind: string, body: string): string =>
  `-----BEGIN ${kind}PRIVATE KEY-----\n${body.replace(/(.{64})/g, '$1\n')}\n-----END ${kind}PRIVATE KEY-----`

const PLANTS: Record<string, fc.Arbitrary<Plant>> = {
  'AWS secret key': plant(
    random(40),
    'src/aws.js',
    (s) => `const aws = { id: 'AKIA${'Q7RZ2LW9XK4TN7VB'}', key: '${s}' }`,
  ),
  'GitHub token': plant(
    random(36).map((s) => `ghp_${s}`),
    'src/github.js',
    (s) => `fetch(url, { headers: { auth: '${s}' } })`,
  ),
  'Stripe key': plant(
    random(24).map((s) => ['sk', 'live', s].join('_')),
    'server.js',
    (s) => `const stripe = require('stripe')('${s}')`,
  ),
  'private key in code': plant(random(300), 'src/key.js', (s) => `module.exports = \`${pem('RSA ', s)}\``),
  'private key on one line': plant(
    random(300),
    'src/line.js',
    (s) => `const key = '${pem('', s).replaceAll('\n', '\\n')}'`,
  ),
  'private key file': plant(random(300), 'certs/server.key', (s) => pem('EC ', s)),
  'database URL': plant(
    word,
    'src/db.js',
    (s) => `new (require('pg').Pool)({ connectionString: 'postgres://app:${s}@db/app' })`,
  ),
  'database URL as a default': plant(
    word,
    'server.js',
    (s) => `const url = process.env.DATABASE_URL || 'mongodb://root:${s}@mongo:27017'`,
  ),
  'JSON Web Token': plant(
    random(90).map((s) => `eyJ${s.slice(0, 30)}.eyJ${s.slice(30, 60)}.${s.slice(60)}`),
    'src/jwt.js',
    (s) => `call('${s}')`,
  ),
  'session secret': plant(word, 'server.js', (s) => `app.use(require('express-session')({ secret: '${s}' }))`),
  'secret as a default': plant(
    word,
    'server.js',
    (s) => `require('jsonwebtoken').sign({}, process.env.JWT_SECRET ?? "${s}")`,
  ),
  'secret by position': plant(
    word,
    'server.js',
    (s) => `const jwt = require('jsonwebtoken'); jwt.sign({ sub: 1 }, '${s}', { expiresIn: '1h' })`,
  ),
  'cookie secret': plant(
    word,
    'server.js',
    (s) => `const cookieParser = require('cookie-parser'); app.use(cookieParser('${s}'))`,
  ),
  'password compared': plant(
    word,
    'server.js',
    (s) => `app.post('/login', (req, res) => res.json(req.body.password === '${s}'))`,
  ),
  'cipher key': plant(random(64, HEX), 'src/cipher.js', (s) => `exports.encryption = Buffer.from('${s}', 'hex')`),
  'bearer header': plant(random(32), 'src/call.js', (s) => `fetch(url, { headers: { authorization: 'Bearer ${s}' } })`),
  'secret in a comment': plant(word, 'server.js', (s) => `// apiKey: '${s}'`),
  '.env': plant(word, '.env', (s) => `SMTP_PASSWORD=${s}`),
  '.env without a telling name': plant(word, '.env', (s) => `MAILER="${s}"`),
  '.env URL': plant(word, '.env.production', (s) => `REDIS_URL=redis://:${s}@cache:6379`),
  '.env commented out': plant(word, '.env', (s) => `# OLD_TOKEN=${s}`),
  '.env webhook': plant(random(40), '.env', (s) => `HOOK=https://discord.example/api/webhooks/123/${s}`),
  '.env Sentry address': plant(random(32, HEX), '.env', (s) => `SENTRY_DSN=https://${s}@o1.ingest.sentry.io/1`),
  'Dockerfile ENV': plant(word, 'Dockerfile', (s) => `ENV JWT_SECRET=${s}`),
  'Dockerfile ENV with a space': plant(word, 'Dockerfile', (s) => `ENV API_TOKEN ${s}`),
  'Dockerfile ENV, second': plant(word, 'Dockerfile', (s) => `ENV NODE_ENV=production DB_PASSWORD=${s}`),
  'Dockerfile command': plant(word, 'Dockerfile', (s) => `RUN curl --token ${s} https://example.org`),
  'compose map': plant(word, 'docker-compose.yml', (s) => `      POSTGRES_PASSWORD: ${s}`),
  'compose map, lower case': plant(word, 'docker-compose.yml', (s) => `      db_password: "${s}"`),
  'compose default': plant(word, 'docker-compose.yml', (s) => `      DB_PASSWORD: \${DB_PASSWORD:-${s}}`),
  'compose URL': plant(word, 'docker-compose.yml', (s) => `      DATABASE_URL: postgres://app:${s}@db/app`),
  'Kubernetes variable': plant(
    word,
    'k8s/api.yaml',
    (s) => `            - name: DB_PASSWORD\n              value: ${s}`,
  ),
  'Kubernetes Secret': plant(word.map(base64), 'k8s/secret.yaml', (s) => `  anything: ${s}`),
  'workflow variable': plant(word, '.github/workflows/ci.yml', (s) => `      NPM_TOKEN: ${s}`),
  'npm configuration': plant(
    random(36).map((s) => `npm_${s}`),
    '.npmrc',
    (s) => `//registry.npmjs.org/:_authToken=${s}`,
  ),
  'npm password': plant(word.map(base64), '.npmrc', (s) => `//registry.example/:_password=${s}`),
  'shell script': plant(word, 'entrypoint.sh', (s) => `export ADMIN_PASSWORD="${s}"`),
  'JSON configuration': plant(word, 'config/default.json', (s) => `{ "db": { "password": "${s}" } }`),
  'start command': plant(word, 'package.json', (s) => `"start:prod": "SESSION_SECRET=${s} node server.js",`),
}

const FRAMES: Record<string, (lines: string) => string> = {
  'server.js': (lines) =>
    `const app = require('express')()\nfor (const file of ['aws', 'github', 'key', 'line', 'db', 'jwt', 'cipher', 'call']) require('./src/' + file)\n${lines}\napp.get('/', (req, res) => res.send('ok'))\napp.listen(3000)\n`,
  Dockerfile: (lines) => `FROM node:22-alpine\n${lines}\nCOPY . .\nCMD ["node", "server.js"]\n`,
  'docker-compose.yml': (lines) => `services:\n  api:\n    build: .\n    environment:\n      PORT: 3000\n${lines}\n`,
  'k8s/api.yaml': (lines) =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: api\nspec:\n  template:\n    spec:\n      containers:\n        - name: api\n          image: api\n          env:\n${lines}\n`,
  'k8s/secret.yaml': (lines) => `apiVersion: v1\nkind: Secret\nmetadata:\n  name: api\ndata:\n${lines}\n`,
  '.github/workflows/ci.yml': (lines) =>
    `on: push\njobs:\n  test:\n    env:\n${lines}\n    steps:\n      - run: npm test\n`,
  'package.json': (lines) =>
    project('express@5 pg@8 jsonwebtoken@9 express-session@1', { 'server.js': '' })['package.json']!.replace(
      '"start":',
      `${lines} "start":`,
    ),
}

function filesWith(plants: readonly Plant[]): Record<string, string> {
  const lines = new Map<string, string[]>(Object.keys(FRAMES).map((path) => [path, []]))
  for (const { in: path, line } of plants) lines.set(path, [...(lines.get(path) ?? []), line])
  return Object.fromEntries([...lines].map(([path, list]) => [path, (FRAMES[path] ?? String)(list.join('\n'))]))
}

function formatsOf(report: Report): Record<string, string> {
  return {
    terminal: renderTerminal(report, { color: false, width: 4000 }),
    html: renderHtml(report),
    json: renderJson(report),
  }
}

/** Lines of a key are secrets each; everything else is one as a whole. */
function partsOf({ secret }: Plant): string[] {
  return secret.length === 300 ? [secret.slice(0, 60), secret.slice(70, 120)] : [secret]
}

function expectNoTrace(text: string, plants: readonly Plant[], where: string): void {
  for (const entry of plants) {
    for (const part of partsOf(entry)) {
      expect(text.includes(part), `${where} holds ${entry.line}`).toBe(false)
      expect(
        text.includes(base64(part).replace(/=+$/, '').slice(0, -1)),
        `${where} holds the base64 of ${entry.line}`,
      ).toBe(false)
    }
  }
}

describe('a planted secret', () => {
  for (const [name, arbitrary] of Object.entries(PLANTS))
    it(`${name}: is in no saved file and in no report`, () => {
      fc.assert(
        fc.property(arbitrary, (entry) => {
          const recording = recordReader(memoryReader(filesWith([entry])))
          const report = runAudit(recording)
          expectNoTrace(saveFacts(recording, 'shipworthy'), [entry], 'the saved file')
          for (const [format, text] of Object.entries(formatsOf(report))) expectNoTrace(text, [entry], format)
        }),
        { numRuns: 2 },
      )
    })

  it('changes nothing of the verdict when it is masked', () => {
    fc.assert(
      fc.property(fc.tuple(...Object.values(PLANTS)), (plants) => {
        const recording = recordReader(memoryReader(filesWith(plants)))
        const original = runAudit(recording)
        const saved = saveFacts(recording, 'shipworthy')
        expectNoTrace(saved, plants, 'the saved file')
        const replayed = runAudit(loadFacts(saved, 'facts.json'))
        expect(replayed.results).toEqual(original.results)
        expect(replayed.score).toEqual(original.score)
        expect(
          original.results.find(({ rule }) => rule === 'environment/live-credential')?.findings.length,
        ).toBeGreaterThan(1)
      }),
      { numRuns: 5 },
    )
  })
})
