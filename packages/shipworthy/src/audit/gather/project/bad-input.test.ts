import { describe, expect, it } from 'vitest'
import type { Report } from '../../model/report.ts'
import { renderHtml } from '../../report/html.ts'
import { renderJson } from '../../report/json.ts'
import { renderTerminal } from '../../report/terminal.ts'
import { runAudit } from '../../run-audit.ts'
import { memoryReader } from './memory-reader.ts'
import { decode, MAX_FILE_BYTES, type ProjectReader } from './project-reader.ts'

const SERVICE: Record<string, string> = {
  'package.json': `${JSON.stringify({ name: 'api', private: true, scripts: { start: 'node server.js', test: 'node --test' }, dependencies: { express: '^5.0.0', pg: '^8.0.0' } }, null, 2)}\n`,
  'server.js':
    "const app = require('express')()\nconst { Pool } = require('pg')\nconst pool = new Pool({ max: 10 })\nrequire('./routes')(app, pool)\nrequire('./extra')\napp.listen(process.env.PORT)\n",
  'routes.js':
    "module.exports = (app, pool) => {\n  app.get('/health', async (req, res) => res.json(await pool.query('select 1')))\n}\n",
  'extra.js': "module.exports = require('express').Router()\n",
  Dockerfile: 'FROM node:22-alpine\nWORKDIR /app\nCOPY . .\nRUN npm ci\nUSER node\nCMD ["node", "server.js"]\n',
  'docker-compose.yml': 'services:\n  api:\n    build: .\n    ports: ["3000:3000"]\n',
  '.github/workflows/ci.yml': 'on: push\njobs:\n  test:\n    steps:\n      - run: npm test\n',
  '.env.example': 'PORT=3000\n',
  'package-lock.json': '{}\n',
  '.gitignore': 'node_modules\n.env\n',
}

/** Files as bytes: what no string in memory can be. */
function bytesReader(files: Record<string, string | Uint8Array>): ProjectReader {
  const read = (path: string): Uint8Array | undefined => {
    const content = files[path]
    return typeof content === 'string' ? new TextEncoder().encode(content) : content
  }
  return {
    ...memoryReader({}),
    files: Object.keys(files).map((path) => ({ path, tracked: true })),
    read: (path) => {
      const bytes = read(path)
      if (!bytes) return { problem: 'no such file' }
      return bytes.length > MAX_FILE_BYTES ? { problem: 'larger than 2048 KiB' } : decode(bytes)
    },
  }
}

function auditOf(changes: Record<string, string | Uint8Array>): Report {
  return runAudit(bytesReader({ ...SERVICE, ...changes }))
}

const healthy = auditOf({})
const outcomesOf = ({ results }: Report): Map<string, string> =>
  new Map(results.map(({ rule, outcome }) => [rule, outcome]))

const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le')
const LAUGHS = Array.from({ length: 10 }, (_, index) =>
  index === 0 ? 'a0: &a0 [x, x, x, x, x, x, x, x, x, x]' : `a${index}: &a${index} [${`*a${index - 1}, `.repeat(10)}]`,
).join('\n')

/** A bad file, what is said of it, and how many rules at least go on without it. */
const UNREADABLE: [
  name: string,
  path: string,
  content: string | Uint8Array,
  line: number | undefined,
  reason: RegExp,
  others: number,
][] = [
  [
    'a package.json that breaks off',
    'package.json',
    '{\n  "name": "api",\n  "scripts": {\n',
    4,
    /not a JSON object/,
    5,
  ],
  ['a package.json that is a list', 'package.json', '[]', 1, /not a JSON object/, 5],
  ['a package.json that is empty', 'package.json', '', 1, /not a JSON object/, 5],
  ['a package.json that is binary', 'package.json', '\0\u0001', undefined, /binary/, 5],
  [
    'a compose file with a wrong indent',
    'docker-compose.yml',
    'services:\n  api:\n   build: .\n  - x\n',
    4,
    /block sequence/i,
    20,
  ],
  ['a compose file with tabs', 'docker-compose.yml', 'services:\n\tapi:\n', 2, /Tabs are not allowed/, 20],
  [
    'a compose file with an alias to nothing',
    'docker-compose.yml',
    'services:\n  api:\n    <<: *missing\n',
    3,
    /\*missing stands for nothing/,
    20,
  ],
  [
    'a compose file with an alias to itself',
    'docker-compose.yml',
    'services:\n  api: &a\n    <<: *a\n',
    3,
    /\*a stands for itself/,
    20,
  ],
  [
    'a compose file that repeats itself a billion times',
    'docker-compose.yml',
    `${LAUGHS}\nservices: *a9\n`,
    1,
    /repeats itself too often/,
    20,
  ],
  [
    'a compose file that nests thousands deep',
    'docker-compose.yml',
    `a: ${'['.repeat(20_000)}`,
    1,
    /nests too deeply/,
    20,
  ],
  [
    'a workflow with an open bracket',
    '.github/workflows/ci.yml',
    'on: push\njobs:\n  test: [\n',
    4,
    /Flow sequence/,
    40,
  ],
  [
    'a GitLab pipeline that repeats itself',
    '.gitlab-ci.yml',
    `${LAUGHS}\ntest:\n  script: *a9\n`,
    1,
    /repeats itself too often/,
    40,
  ],
  [
    'a Kubernetes manifest with an open brace',
    'k8s/api.yaml',
    'apiVersion: v1\nkind: Deployment\nspec: {\n',
    4,
    /Flow map/,
    20,
  ],
  ['a Dockerfile without FROM', 'Dockerfile', '# later\nRUN npm ci\n', 1, /no FROM/, 3],
  ['a Dockerfile that is binary', 'Dockerfile', '\0\u0001', undefined, /binary/, 3],
  [
    'a source with a syntax error',
    'routes.js',
    'module.exports = (app) => {\n  app.get(\n}\n',
    3,
    /Unexpected token/,
    40,
  ],
  [
    'a source that nests thousands deep',
    'routes.js',
    `x = ${'[\n'.repeat(30_000)}${']\n'.repeat(30_000)}`,
    undefined,
    /nests too deeply/,
    40,
  ],
  ['a source with a NUL byte', 'routes.js', 'module.exports = () => {}\0\n', undefined, /binary/, 39],
  [
    'a source in UTF-16 without a mark',
    'routes.js',
    Buffer.from(SERVICE['routes.js']!, 'utf16le'),
    undefined,
    /binary/,
    39,
  ],
  [
    'a source of 20 MB on one line',
    'routes.js',
    Buffer.alloc(20 * 1024 * 1024, 'a'),
    undefined,
    /larger than 2048 KiB/,
    39,
  ],
  [
    'a minified source',
    'routes.js',
    `${SERVICE['routes.js']!.replaceAll('\n', ' ')};${'a();'.repeat(6_000)}`,
    undefined,
    /minified/,
    40,
  ],
  ['a configuration that is no JSON', 'config/default.json', '{\n  "db": {\n', 3, /not valid JSON/, 45],
  ['a configuration that is no YAML', 'config/default.yaml', 'db: [\n', 2, /Flow sequence/, 45],
  ['a tsconfig that is no JSON', 'tsconfig.json', '{ "compilerOptions": \n', 2, /not valid JSON/, 45],
  ['a pnpm workspace that is no YAML', 'pnpm-workspace.yaml', 'packages:\n - a\n  - b: [\n', 2, /./, 45],
  ['an environment file that is binary', '.env.example', '\0', undefined, /binary/, 40],
]

describe('a file that cannot be understood', () => {
  for (const [name, path, content, line, reason, others] of UNREADABLE)
    it(`${name}: is named, and the rest is judged`, () => {
      const report = auditOf({ [path]: content })
      const entry = report.unreadable.find(({ file }) => file === path)
      expect(entry?.reason).toMatch(reason)
      expect(entry?.line).toBe(line)
      const before = outcomesOf(healthy)
      const after = outcomesOf(report)
      expect([...after.values()]).not.toContain('error')
      const judged = [...after].filter(([rule, outcome]) => outcome === before.get(rule))
      expect(judged.length).toBeGreaterThanOrEqual(others)
      const changed = [...after].filter(([rule, outcome]) => outcome !== before.get(rule))
      const isUnseen = path.endsWith('.js') && /binary|larger/.test(reason.source)
      expect(isUnseen ? changed.filter(([, outcome]) => /^(pass|fail)$/.test(outcome)) : []).toEqual([])
    })
})

it('does not say that something is missing which a file nobody can read may hold', () => {
  const server = SERVICE['server.js']!.replace(
    'app.listen',
    "app.get('/users', (req, res) => res.json([]))\napp.listen",
  )
  const report = auditOf({ 'routes.js': '\0', 'server.js': server })
  expect(outcomesOf(report).get('health/missing')).toBe('unknown')
  expect(report.results.find(({ rule }) => rule === 'health/missing')?.reason).toContain('routes.js')
})

describe('a file that is unusual', () => {
  const READABLE: [name: string, path: string, content: string | Uint8Array][] = [
    ['UTF-8 with a mark', 'package.json', `\ufeff${SERVICE['package.json']}`],
    ['UTF-16, little endian', 'routes.js', utf16(SERVICE['routes.js']!)],
    ['UTF-16, big endian', 'routes.js', utf16(SERVICE['routes.js']!).swap16()],
    ['Latin-1', 'routes.js', Buffer.from(`// Größe\n${SERVICE['routes.js']}`, 'latin1')],
    ['line ends of Windows', 'docker-compose.yml', SERVICE['docker-compose.yml']!.replaceAll('\n', '\r\n')],
    ['no line end at all', 'Dockerfile', SERVICE['Dockerfile']!.trimEnd()],
    [
      'names of JavaScript',
      'docker-compose.yml',
      `${SERVICE['docker-compose.yml']}    environment:\n      __proto__: a\n      constructor: b\n`,
    ],
  ]
  for (const [name, path, content] of READABLE)
    it(`${name}: is judged like any other`, () => {
      const report = auditOf({ [path]: content })
      expect(report.unreadable).toEqual([])
      expect(outcomesOf(report)).toEqual(outcomesOf(healthy))
    })
})

describe('a repository', () => {
  it('without a single file gets a report that says so', () => {
    const report = runAudit(memoryReader({}))
    expect(report.target).toMatchObject({ files: 0, sources: 0, lines: 0 })
    expect(report.results.filter(({ outcome }) => outcome === 'pass' || outcome === 'error')).toEqual([])
    expect(renderTerminal(report, { color: false, width: 80 })).toContain('not rated')
  })

  it('that is bad all over is still judged', () => {
    const report = auditOf(Object.fromEntries(UNREADABLE.map(([, path, content]) => [path, content])))
    const named = new Set(report.unreadable.map(({ file }) => file))
    // Without a start command no source is reached, and none is parsed.
    for (const [, path] of UNREADABLE) if (path !== 'routes.js') expect(named).toContain(path)
    expect(report.results.some(({ outcome }) => outcome === 'error' || outcome === 'pass')).toBe(false)
  })
})

describe('names that could steer what shows them', () => {
  const NAMES = [
    'two\nlines',
    'qu\'o"te',
    'red\u001b[31m',
    '<script>alert(1)</script>',
    'über grün',
    '\u202egnp',
    '`${x}`',
    'a&b;c|d',
  ]
  const files = Object.fromEntries(
    NAMES.map((name) => [`.github/workflows/${name.replaceAll('/', '')}.yml`, 'jobs: [\n']),
  )
  const report = auditOf(files)

  it('are kept as they are in the report', () => {
    for (const file of Object.keys(files))
      expect(report.unreadable).toContainEqual(expect.objectContaining({ file, line: 2 }))
  })

  it('reach no format unescaped', () => {
    const terminal = renderTerminal(report, { color: false, width: 400 })
    const json = renderJson(report)
    for (const text of [terminal, json]) expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    const html = renderHtml(report)
    expect(html).not.toContain('<script>alert')
    expect(html).toContain('&lt;script&gt;alert(1)')
  })
})
