import { describe, expect, it } from 'vitest'
import { RULES } from '../../../rules/registry.generated.ts'
import { isSourcePath } from '../../../facts/path-class.ts'
import { parseSource } from './parse-source.ts'

const EXAMPLES = RULES.flatMap(({ examples }) => examples.flatMap(({ files = {} }) => Object.entries(files)))
const SOURCES = new Map(
  EXAMPLES.filter(([path]) => isSourcePath(path)).map(([path, text]) => [`${path}\0${text}`, { path, text }]),
)

/** What is hard to carry over: text outside ASCII before every kind of node, numbers that JSON has no form for. */
const HARD: Record<string, string> = {
  'umlauts.js': "const größe = 'Straße'; call(größe, '日本語 🚢', `${größe} 🚢`)\n/* 🚢 */ fn('after')\n",
  'numbers.js': 'fn(1e400, -0, 10n, 0x1f, 1_000, .5)\n',
  'patterns.js': 'fn(/\\d+🚢/giu, /[/]/)\n',
  'lone.js': "fn('\\ud800', '\\u{10ffff}')\n",
  'crlf.js': 'one()\r\ntwo()\r\n',
  'types.ts':
    "enum E { A = 'a' }\nexport class X<T> implements Y { constructor(private readonly db: Pool) {} }\nfn(<any>x as const satisfies Y)\n",
  'decorators.ts': "@Controller('a')\nclass A { @Get() b(@Param('id') id: string) { return this.c(id) } }\n",
  'view.tsx': 'export const View = () => <div onClick={() => call()}>{`🚢`}</div>\n',
  'empty.js': '',
  'hashbang.mjs': '#!/usr/bin/env node\nimport x from "y"\nawait x()\n',
}

describe('raw transfer and JSON', () => {
  it('give the same facts of every source in every example', () => {
    expect(SOURCES.size).toBeGreaterThan(150)
    for (const { path, text } of SOURCES.values())
      expect(parseSource(path, text, 'raw'), text).toEqual(parseSource(path, text, 'json'))
  })

  for (const [path, text] of Object.entries(HARD))
    it(`give the same facts of ${path}`, () => {
      const raw = parseSource(path, text, 'raw')
      expect(raw).not.toHaveProperty('error')
      expect(raw).toEqual(parseSource(path, text, 'json'))
    })

  it('say the same of what does not parse, and where', () => {
    const text = "const fine = '🚢'\n\nconst broken = (\n"
    const raw = parseSource('a.js', text, 'raw')
    expect(raw).toEqual({ error: expect.any(String) as string, line: expect.any(Number) as number })
    expect(raw).toEqual(parseSource('a.js', text, 'json'))
  })
})

describe('positions', () => {
  it('count UTF-16 units, as the text does', () => {
    const text = "const ship = '🚢 Ä'; /* 日本 */ listen(3000)\n"
    const file = parseSource('a.js', text)
    if ('error' in file) throw new Error(file.error)
    expect(text.slice(file.calls[0]!.at)).toMatch(/^listen\(3000\)/)
  })
})

describe('a file that its name misleads about', () => {
  it('is tried as TSX', () => {
    expect(parseSource('flow.js', 'const f = (x: string): number => 1\n')).not.toHaveProperty('error')
    expect(parseSource('view.js', 'export default () => <p>hello</p>\n')).not.toHaveProperty('error')
  })

  it('keeps the first error when that fails too', () => {
    expect(parseSource('a.js', 'const x = {\n')).toMatchObject({ line: 2 })
  })
})
