import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { interpretExec, interpretLine, type Launch } from './interpret-command.ts'

const file = (path: string, extra: object = {}): object => ({ kind: 'file', path, ...extra })

const LINES: [line: string, launches: object[]][] = [
  ['node server.js', [file('server.js', { runner: 'node' })]],
  [
    'NODE_ENV=production node --enable-source-maps dist/main.js --port 80',
    [file('dist/main.js', { variables: { NODE_ENV: 'production' }, args: ['--port', '80'] })],
  ],
  [
    'node -r ./tracing.js --import=./loader.mjs server.js',
    [file('server.js', { preloads: ['./tracing.js', './loader.mjs'] })],
  ],
  ['node --max-old-space-size 4096 server.js', [file('server.js')]],
  ['exec dumb-init -- node server.js', [file('server.js')]],
  ['tini -p SIGTERM -- node server.js', [file('server.js')]],
  ['su-exec node node server.js', [file('server.js')]],
  ['cross-env PORT=80 A=b node server.js', [file('server.js', { variables: { PORT: '80', A: 'b' } })]],
  ['sh -c "npm run migrate && node server.js"', [{ kind: 'script', name: 'migrate' }, file('server.js')]],
  ['bash -lc \'exec node "my server.js"\'', [file('my server.js')]],
  [
    './docker-entrypoint.sh node server.js',
    [{ kind: 'shell-script', path: './docker-entrypoint.sh', args: ['node', 'server.js'] }],
  ],
  ['wait-for-it.sh db:5432 -- node server.js', [file('server.js')]],
  ['npm start', [{ kind: 'script', name: 'start', manager: 'npm' }]],
  ['npm run start:prod --workspace=api', [{ kind: 'script', name: 'start:prod', package: 'api' }]],
  ['yarn workspace api start', [{ kind: 'script', name: 'start', package: 'api' }]],
  ['pnpm --filter api start', [{ kind: 'script', name: 'start', package: 'api' }]],
  ['turbo run start --filter=api', [{ kind: 'script', name: 'start', package: 'api' }]],
  ['npm ci', []],
  ['npx tsx src/server.ts', [file('src/server.ts', { runner: 'tsx' })]],
  ['pm2-runtime start ecosystem.config.js', [file('ecosystem.config.js', { runner: 'pm2-runtime' })]],
  ['concurrently "node a.js" "node b.js"', [file('a.js'), file('b.js')]],
  ['next start -p 80', [{ kind: 'framework', framework: 'next', args: ['start', '-p', '80'] }]],
  ['nodemon --exec "ts-node src/a.ts"', [file('src/a.ts', { runner: 'ts-node' })]],
  ['node --run start', [{ kind: 'script', name: 'start' }]],
  ['node --version', []],
  ['nginx -g "daemon off;"', []],
]

describe('interpretLine', () => {
  for (const [line, launches] of LINES)
    it(line, () => {
      const found = interpretLine(line)
      expect(found).toHaveLength(launches.length)
      expect(found).toMatchObject(launches)
    })

  const WORDS = [
    ...'node npm npx yarn pnpm bun sh bash exec env cross-env tini su-exec gosu timeout turbo lerna concurrently run-s nodemon pm2 deno'.split(
      ' ',
    ),
    ...'next nest run start workspace exec dlx -- -c -r --require --import= --filter --filter=a -w --exec -x -e && || ; | & ( )'.split(
      ' ',
    ),
    ...'server.js a.ts ./x.sh entrypoint A=b "a \'b /bin/node node.exe'.split(' '),
    '"node server.js"',
    "'npm start'",
    '',
  ]
  const text = fc.oneof(fc.string(), fc.constantFrom('constructor', 'valueOf', '__proto__'))
  const line = fc
    .array(fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...WORDS) }, text))
    .map((words) => words.join(' '))

  it('takes any line, and names only what stands in it', () => {
    fc.assert(
      fc.property(line, (text) => {
        for (const launch of interpretLine(text)) {
          const named = nameOf(launch)
          const letters = (part: string): string => part.replace(/[\\"'\s]/g, '')
          expect(letters(text)).toContain(letters(named).replace(/\.(cmd|exe)$/, ''))
        }
      }),
    )
  })

  it('takes any words of an exec form', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...WORDS), text)), (words) => {
        for (const launch of interpretExec(words)) expect(words.join(' ')).toContain(nameOf(launch))
      }),
    )
  })

  it('takes a line and the same line behind wrappers for the same', () => {
    const inner = fc.constantFrom(
      ...LINES.filter(([text]) => !/^(sh|bash|\.|[A-Z_]+=)/.test(text)).map(([text]) => text),
    )
    const wrapper = fc.constantFrom('exec', 'dumb-init --', 'tini --', 'env', 'nohup', 'time', 'sudo -u app')
    fc.assert(
      fc.property(inner, fc.array(wrapper, { maxLength: 3 }), (text, wrappers) => {
        expect(interpretLine([...wrappers, text].join(' '))).toEqual(interpretLine(text))
      }),
    )
  })
})

function nameOf(launch: Launch): string {
  return launch.kind === 'framework' ? launch.framework : launch.kind === 'script' ? launch.name : launch.path
}
