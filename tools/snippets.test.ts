import { existsSync, globSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { withOutput } from './generate/document-outputs.ts'
import { ROOT } from './root.ts'
import { checkSnippet } from './snippets/check-snippet.ts'
import { readSnippets, type Snippet } from './snippets/read-snippets.ts'
import { createSandbox, type Sandbox } from './snippets/sandbox.ts'
import { shellCommands } from './snippets/shell-commands.ts'

const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  'packages/shipworthy/README.md',
  'docs/plugins.md',
  'packages/health/README.md',
  'apps/maplehustle/README.md',
  ...globSync('docs/{guides,health,kit}/**/*.md', { cwd: ROOT }).toSorted(),
]
const TIMEOUT_MS = 120_000

let sandbox: Sandbox
beforeEach(() => void (sandbox = createSandbox()))
afterEach(() => rmSync(sandbox.root, { recursive: true }))

describe.each(DOCUMENTS)('snippets of %s', (document) => {
  const snippets = readSnippets(document, readFileSync(join(ROOT, document), 'utf8'))

  it('are there', () => expect(snippets.length).toBeGreaterThan(0))

  it.each(snippets.map((snippet) => [snippet.line, snippet] as const))(
    'line %i holds',
    { timeout: TIMEOUT_MS },
    (_, snippet) => {
      // Clients of servers, which the documents of health show.
      if (document.startsWith('docs/health/'))
        symlinkSync(join(ROOT, 'node_modules'), join(sandbox.root, 'node_modules'))
      return checkSnippet(snippet, sandbox)
    },
  )
})

describe('a snippet that does not hold', () => {
  const snippet = (language: string, code: string, outputOf?: string): Snippet => ({
    document: 'x.md',
    line: 1,
    language,
    code,
    ...(outputOf !== undefined && { outputOf }),
  })

  it.each([
    ['a language nobody knows', snippet('ruby', 'puts 1'), 'nothing here knows how to check a snippet in "ruby"'],
    ['a command nobody knows', snippet('sh', 'curl example.com'), 'nothing here knows how to check the command: curl'],
    ['an option that is gone', snippet('sh', 'npx shipworthy check --max-score 3'), '--max-score'],
    ['a script that is gone', snippet('sh', 'npm run polish'), 'no script polish'],
    ['a test that is gone', snippet('sh', 'npx vitest run rules/cargo/lost'), 'rules/cargo/lost'],
    ['a rule that exists', snippet('sh', 'npm run new -- rule health/missing'), 'health/missing exists already'],
    ['a wrong configuration', snippet('json', '{ "minScore": "high" }'), 'minScore'],
    ['a rule that does not exist', snippet('yaml', 'rules: { a/b: { enabled: false, reason: x } }'), 'a/b'],
    ['types that do not hold', snippet('ts', "import { runAudit } from 'shipworthy'\nrunAudit(7)"), 'TS2345'],
    ['code that throws', snippet('ts', "import { runAudit } from 'shipworthy'\nrunAudit('nowhere')"), 'SW_ERR_TARGET'],
    ['output of long ago', snippet('text', 'Shipworthy 12 POOR', 'npm run check'), 'out of date'],
    ['a scrape of nothing', snippet('yaml', 'scrape_configs: [{ job_name: a, metrics_path: /metrics }]'), '/metrics'],
    ['a service that ends too soon', snippet('ts', "process.once('SIGTERM', () => {})"), 'fetch failed'],
    ['a service that nobody may control', snippet('ts', service('{}')), 'POST /health/system/stop answered'],
    ['a workflow that runs nonsense', snippet('yaml', workflow('npx shipworthy chek')), 'chek'],
  ])('is found: %s', { timeout: TIMEOUT_MS }, async (_, wrong, message) => {
    await expect(checkSnippet(wrong, sandbox)).rejects.toThrow(message)
  })

  it('that runs leaves what it wrote in the sandbox only', () => {
    return checkSnippet(snippet('sh', 'npx shipworthy check --output report.html'), sandbox).then(() => {
      expect(existsSync(join(sandbox.cwd, 'report.html'))).toBe(true)
      expect(existsSync(join(ROOT, 'report.html'))).toBe(false)
    })
  })
})

describe('reading a document', () => {
  it('finds fences with language, line and the command whose output they show', () => {
    const text = '# A\n\n```sh\nnpm ci\n```\n\n<!-- output of: npm run check -->\n\n```text\n59\n```\n'
    expect(readSnippets('a.md', text)).toEqual([
      { document: 'a.md', line: 3, language: 'sh', code: 'npm ci' },
      { document: 'a.md', line: 9, language: 'text', code: '59', outputOf: 'npm run check' },
    ])
  })

  it('refuses a fence that nothing closes', () =>
    expect(() => readSnippets('a.md', '```sh\nnpm ci\n')).toThrow('a.md:1'))

  it('splits shell lines into commands', () =>
    expect(shellCommands('# set up\nnpm ci && npm test   # both\n\nnpm run lint')).toEqual([
      ['npm', 'ci'],
      ['npm', 'test'],
      ['npm', 'run', 'lint'],
    ]))

  it('replaces only what differs by more than its durations', () => {
    const document = (code: string) => `<!-- output of: npm run check -->\n\n\`\`\`text\n${code}\`\`\`\nend\n`
    const real = 'Shipworthy 59\n4 files in 12 ms'
    expect(withOutput('a.md', document('Shipworthy 59\n4 files in 1.2 s\n'), real)).toContain('in 1.2 s')
    for (const old of ['', '\n', 'Shipworthy 60\n', 'a\nb\nc\n'])
      expect(withOutput('a.md', document(old), real)).toBe(document(`${real}\n`))
  })
})

function service(access: string): string {
  return `import { createServer } from 'node:http'
import { check, createHealth } from '@shipworthy/health'
const health = createHealth({ access: ${access}, checks: [check('database', {}, () => {})] })
const server = createServer((_, response) => response.end('hello'))
health.attach(server)
server.listen(Number(process.env.PORT), () => health.ready())
process.once('SIGTERM', () => server.close())
`
}

function workflow(command: string): string {
  return `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ${command}\n`
}
