import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseSource } from '../project/sources/parse-source.ts'
import { maskText } from './mask-text.ts'

const CASES: [path: string, text: string, masked: string][] = [
  ['src/a.ts', "const secret = 'keyboard cat'", "const secret = 'xxxxxxxx xxx'"],
  ['src/a.ts', 'const url = `postgres://app:${password}@db`', 'const url = `postgres://app:${password}@db`'],
  ['src/a.ts', 'const token = `${prefix}-hunter2`', 'const token = `${prefix}-q8Zr2Lw`'],
  ['src/a.ts', "const secret = 'a\\u0041b\\n'", "const secret = 'x\\u0000x\\n'"],
  ['src/a.ts', "import jwt from 'jsonwebtoken'", "import jwt from 'jsonwebtoken'"],
  [
    'package.json',
    '{ "dependencies": { "jsonwebtoken": "^9.0.2" } }',
    '{ "dependencies": { "jsonwebtoken": "^9.0.2" } }',
  ],
  [
    'package.json',
    '{ "scripts": { "token": "node make-token.js" } }',
    '{ "scripts": { "token": "node make-token.js" } }',
  ],
  ['.env', 'PORT=3000\nNODE_ENV=production\nFEATURE=on\n', 'PORT=3000\nNODE_ENV=production\nFEATURE=on\n'],
  ['.env', 'MAIL_FROM=a@b.org # who\n', 'MAIL_FROM=q@z.rwk # vbh\n'],
  ['.env', '# Where mail comes from: anywhere\n', '# Where mail comes from: anywhere\n'],
  ['.env', 'URL="postgres://app:hunter2@db:5432/app"\n', 'URL="postgres://app:xxxxxxx@db:5432/app"\n'],
  ['.env', 'HOOK=https://hooks.example/T0/abc?k=v\n', 'HOOK=https://hooks.example/xx/xxx?x=x\n'],
  ['compose.yml', '    db_password: hunter2\n', '    db_password: xxxxxxx\n'],
  ['compose.yml', '    X: ${DB_PASSWORD:-hunter2}\n', '    X: ${DB_PASSWORD:-xxxxxxx}\n'],
  ['compose.yml', '    X_TOKEN: ${X_TOKEN}\n', '    X_TOKEN: ${X_TOKEN}\n'],
  ['compose.yml', '    TOKEN_CHECK: "true"\n', '    TOKEN_CHECK: "true"\n'],
  ['.github/workflows/a.yml', '  token: ${{ secrets.TOKEN }}\n', '  token: ${{ secrets.TOKEN }}\n'],
  [
    'k8s/s.yaml',
    'kind: Secret\ndata:\n  a: aHVudGVyMg==\ntype: Opaque\n',
    'kind: Secret\ndata:\n  a: qzrwkvbhsj==\ntype: Opaque\n',
  ],
]

describe('maskText', () => {
  for (const [path, text, masked] of CASES)
    it(`${path}: ${JSON.stringify(text)}`, () => expect(maskText(path, text)).toBe(masked))

  it('keeps the length and the lines of every text, whatever the file', () => {
    const path = fc.constantFrom('src/a.ts', '.env', 'compose.yml', 'package.json', '.npmrc', 'k8s/secret.yaml')
    const piece = fc.oneof(
      fc.constantFrom(...CASES.map(([, text]) => text)),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\n', '"', "'", '\\', '${'),
    )
    fc.assert(
      fc.property(path, fc.array(piece, { maxLength: 8 }), (file, pieces) => {
        const text = pieces.join('')
        const masked = maskText(file, text)
        expect(masked.length).toBe(text.length)
        expect(masked.split('\n').map(({ length }) => length)).toEqual(text.split('\n').map(({ length }) => length))
      }),
    )
  })

  it('leaves code that can be parsed', () => {
    const piece = fc.oneof(
      fc.constantFrom('\\n', '\\u0041', '\\x41', '\\u{1F600}', "\\'", '\\\\', '${name}', 'é', '😀', ' '),
      fc.string({ unit: fc.constantFrom(...'abcXYZ019-_/+=.') }),
    )
    fc.assert(
      fc.property(fc.constantFrom("'", '`'), fc.array(piece, { maxLength: 8 }), (quote, pieces) => {
        const text = `const name = 1\nconst secret = ${quote}${pieces.join('')}${quote}\n`
        expect(parseSource('a.ts', text)).not.toHaveProperty('error')
        expect(parseSource('a.ts', maskText('a.ts', text)), maskText('a.ts', text)).not.toHaveProperty('error')
      }),
    )
  })

  it('masks equal secrets alike, so that a saved file can be saved again', () => {
    for (const [path, text] of CASES) expect(maskText(path, maskText(path, text))).toBe(maskText(path, text))
  })
})
