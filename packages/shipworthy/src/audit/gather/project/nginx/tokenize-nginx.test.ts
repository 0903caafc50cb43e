import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseNginx } from './parse-nginx.ts'
import { tokenizeNginx, wordOf } from './tokenize-nginx.ts'

const words = (text: string): string[] =>
  tokenizeNginx(text)
    .filter(({ kind }) => kind === 'word')
    .map((token) => wordOf(token.text))

/** Text in which the characters that mean something come often. */
const configuration = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '{',
        '}',
        ';',
        '"',
        "'",
        '\\',
        '#',
        '\n',
        ' ',
        '$',
        '${',
        '{{',
        '}}',
        '{%',
        '%}',
        '<%',
        '%>',
        '[[',
      ),
      fc.constantFrom('server', 'location', 'content_by_lua_block', 'if', 'map', '--', 'proxy_pass'),
      fc.string({ maxLength: 5 }),
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(''))

describe('tokenizeNginx', () => {
  it('loses nothing: the pieces put together are the text', () => {
    fc.assert(
      fc.property(configuration, (text) => {
        const tokens = tokenizeNginx(text)
        expect(tokens.map((token) => token.text).join('')).toBe(text)
        for (const { at, text: piece } of tokens) expect(text.startsWith(piece, at)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  it('gives back the words that were written in quotes, whatever is in them', () => {
    const escape = (word: string): string => `"${word.replace(/[\\"]/g, '\\$&')}"`
    fc.assert(
      fc.property(
        fc.array(
          fc.string().filter((word) => !/[\\{<]/.test(word)),
          { minLength: 1 },
        ),
        (list) => {
          expect(words(`${list.map(escape).join(' ')};`)).toEqual(list)
        },
      ),
    )
  })

  it('reads quotes and comments only where a word can begin', () => {
    expect(words(`return 200 it's#no"comment; # 'a comment'`)).toEqual(['return', '200', `it's#no"comment`])
  })

  it('keeps the brace of a variable in its word, and ends a word at any other', () => {
    expect(words('proxy_pass http://${HOST}:${PORT};')).toEqual(['proxy_pass', 'http://${HOST}:${PORT}'])
    expect(tokenizeNginx('location /a{').map(({ kind }) => kind)).toEqual(['word', 'space', 'word', 'open'])
    expect(words('rewrite ^/a} /b;')).toEqual(['rewrite', '^/a}', '/b'])
  })

  it('undoes the escapes nginx knows and keeps the others', () => {
    expect(words(String.raw`add_header A "say \"hi\"" ; location ~ \.php$ {`)).toEqual([
      'add_header',
      'A',
      'say "hi"',
      'location',
      '~',
      String.raw`\.php$`,
    ])
  })

  it('takes Lua code as one piece, with the braces in its strings and comments', () => {
    const code = `\n local t = { a = "}" } -- }\n if t then ngx.say('{') end\n`
    const tokens = tokenizeNginx(`content_by_lua_block {${code}} deny all;`)
    expect(tokens.find(({ kind }) => kind === 'code')?.text).toBe(code)
    expect(words(`content_by_lua_block {${code}} deny all;`).slice(1)).toEqual(['deny', 'all'])
  })

  it('knows the statements of templates from what they put out', () => {
    const text = 'server { {% if tls %}listen 443 ssl;{% endif %} proxy_pass http://{{ app.host }}:{{ port }}; }'
    expect(words(text)).toEqual(['server', 'listen', '443', 'ssl', 'proxy_pass', 'http://{{ app.host }}:{{ port }}'])
  })
})

describe('parseNginx', () => {
  it('ends with an answer on any text', () => {
    fc.assert(
      fc.property(configuration, (text) => {
        expect(Array.isArray(parseNginx(text).directives)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  it('makes a tree with positions', () => {
    const { directives, problem } = parseNginx('http {\n  server {\n    listen 80;\n  }\n}\n')
    expect(problem).toBeUndefined()
    expect(directives[0]?.block?.[0]?.block?.[0]).toEqual({ name: 'listen', args: ['80'], line: 3, column: 5 })
  })

  it.each([
    ['server {\n  listen 80;\n', 'a block is not closed', 1],
    ['listen 80;\n}\n', 'a "}" that closes nothing', 2],
    ['server {\n  listen 80\n}\n', '"listen" is not ended by ";"', 2],
  ])('says what is wrong in %j', (text, reason, line) => {
    expect(parseNginx(text).problem).toEqual({ reason, line })
  })

  it('does not follow blocks without end', () => {
    expect(parseNginx('a {'.repeat(100_000)).problem?.reason).toBe('nests too deeply')
  })
})
