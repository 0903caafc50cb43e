import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { redact } from './redact.ts'
import { secretRanges } from './secret-ranges.ts'

const HIDDEN: [line: string, shown: string][] = [
  ["ALTER ROLE app PASSWORD 'q8Zr-2Lw9'", "ALTER ROLE app PASSWORD '••••'"],
  [
    "CREATE USER app WITH LOGIN ENCRYPTED PASSWORD 'q8Zr-2Lw9';",
    "CREATE USER app WITH LOGIN ENCRYPTED PASSWORD '••••';",
  ],
  ["CREATE USER 'app'@'%' IDENTIFIED BY 'q8Zr-2Lw9'", "CREATE USER 'app'@'%' IDENTIFIED BY '••••'"],
  ["const secret = process.env.JWT_SECRET || 'shhh'", "const secret = process.env.JWT_SECRET || '••••'"],
  ['const key = process.env[\'API_KEY\'] ?? "k"', 'const key = process.env[\'API_KEY\'] ?? "••••"'],
  ["session({ secret: 'keyboard cat' })", "session({ secret: '••••' })"],
  ["const secret = 'mysecret'", "const secret = '••••'"],
  ["'x-api-key': 'hunter2'", "'x-api-key': '••••'"],
  ["session({ secret: 'it\\'s' })", "session({ secret: '••••' })"],
  ["if (password === 'hunter2') next()", "if (password === '••••') next()"],
  ['"dbPassword": "hunter2",', '"dbPassword": "••••",'],
  ['JWT_SECRET=abcdef', 'JWT_SECRET=••••'],
  ['ENV NODE_ENV=production API_TOKEN=abcdef', 'ENV NODE_ENV=production API_TOKEN=••••'],
  ['ENV API_TOKEN abcdef', 'ENV API_TOKEN ••••'],
  ['  - POSTGRES_PASSWORD=hunter2', '  - POSTGRES_PASSWORD=••••'],
  ['      POSTGRES_PASSWORD: hunter2', '      POSTGRES_PASSWORD: ••••'],
  ['      DB_PASSWORD: ${DB_PASSWORD:-hunter2}', '      DB_PASSWORD: ${DB_PASSWORD:-••••}'],
  ['"start": "DB_PASSWORD=hunter2 node server.js"', '"start": "DB_PASSWORD=•••• node server.js"'],
  ['curl --token abcdef https://example.org', 'curl --token •••• https://example.org'],
  ["jwt.sign({ sub: 1 }, 'shhhhh', { expiresIn: '1h' })", "jwt.sign({ sub: 1 }, '••••', { expiresIn: '1h' })"],
  ["app.use(cookieParser('keyboard cat'))", "app.use(cookieParser('••••'))"],
  ["createHmac('sha256', 'shhhhh')", "createHmac('sha256', '••••')"],
  ['postgres://app:hunter2@db/app', 'postgres://app:••••@db/app'],
  ['https://0123456789abcdef@o1.ingest.example/1', 'https://••••@o1.ingest.example/1'],
  ["headers: { authorization: 'Bearer abc123def456ghi' }", "headers: { authorization: 'Bearer ••••' }"],
  [
    '-----BEGIN EC PRIVATE KEY-----\\nMHcC\\n-----END EC PRIVATE KEY-----',
    '-----BEGIN EC PRIVATE KEY-----••••-----END EC PRIVATE KEY-----',
  ],
  [`call('${['sk', 'live', 'Jq8vX2mN7pLw4Rt9Zb3Ks6Yc'].join('_')}')`, "call('sk_live_••••')"],
]

const SHOWN = [
  'const secret = process.env.JWT_SECRET',
  'const { password } = req.body',
  'password: user.password,',
  "passwordField: 'password',",
  "accessTokenExpiresIn: '15m',",
  'JWT_SECRET: ${JWT_SECRET}',
  'NPM_TOKEN: ${{ secrets.NPM_TOKEN }}',
  'TOKEN_CACHE_ENABLED=true',
  '"jsonwebtoken": "^9.0.2",',
  "throw new Error('INVALID_TOKEN')",
  "InvalidToken: 'INVALID_TOKEN',",
  "ACCESS_TOKEN = 'access_token',",
  "export const INVALID_TOKEN = 'auth/invalid_token'",
  "OAUTH2_CLIENT_SECRET = 'OAUTH2_CLIENT_SECRET',",
  "if (typeof token === 'string')",
  "resetPassword: '/auth/reset-password',",
  'uses: actions/checkout@b4ffde65f46336ab88eb53be808477a3936bae11',
  'FROM node:22-alpine@sha256:b4ffde65f46336ab88eb53be808477a3936bae11b4ffde65f46336ab88eb53be',
  "import { Form } from '../components/Forms/CreateAccount/PasswordFields2'",
  "res.send('It is a token, that is all')",
]

describe('redact', () => {
  for (const [line, shown] of HIDDEN) it(`hides the secret in ${shown}`, () => expect(redact(line)).toBe(shown))
  for (const line of SHOWN) it(`leaves ${line}`, () => expect(redact(line)).toBe(line))

  it('changes nothing the second time, and nothing but secrets the first', () => {
    const parts = fc.constantFrom(...HIDDEN.flat(), ...SHOWN, ' ', '\n', "'", '"', '`', '://', '@', '=', 'token', 'x')
    fc.assert(
      fc.property(fc.array(fc.oneof(parts, fc.string()), { maxLength: 8 }), (pieces) => {
        const line = pieces.join(' ')
        const once = redact(line)
        expect(redact(once)).toBe(once)
      }),
    )
  })

  it('finds ranges that are in order, apart, and inside the text', () => {
    const parts = fc.constantFrom(...HIDDEN.map(([line]) => line), "'", '"', '\n', 'secret: ')
    fc.assert(
      fc.property(fc.array(fc.oneof(parts, fc.string()), { maxLength: 8 }), (pieces) => {
        const text = pieces.join('')
        let end = 0
        for (const range of secretRanges(text)) {
          expect(range.start).toBeGreaterThanOrEqual(end)
          expect(range.end).toBeGreaterThan(range.start)
          end = range.end
        }
        expect(end).toBeLessThanOrEqual(text.length)
      }),
    )
  })

  it('comes to an end on a long line of whatever is slow to search', () => {
    for (const piece of [
      'token: "',
      "secret='",
      'a.',
      '://a:',
      'eyJ-',
      '--',
      '${',
      'A_',
      'Bearer ',
      'x=',
      '{"token":',
      '\n',
    ])
      expect(redact(piece.repeat(400_000 / piece.length)).length).toBeGreaterThan(0)
  })
})
