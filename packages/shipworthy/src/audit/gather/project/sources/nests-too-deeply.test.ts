import { describe, expect, it } from 'vitest'
import { nestsTooDeeply } from './nests-too-deeply.ts'
import { parseSource } from './parse-source.ts'

/** One level per line, so that no file is taken for minified. */
const NESTED: Record<string, (levels: number) => string> = {
  parentheses: (n) => `x = ${'(\n'.repeat(n)}1${')\n'.repeat(n)}`,
  'open parentheses': (n) => '(\n'.repeat(n),
  arrays: (n) => `x = ${'[\n'.repeat(n)}${']\n'.repeat(n)}`,
  objects: (n) => `x = ${'{a:\n'.repeat(n)}1${'}\n'.repeat(n)}`,
  functions: (n) => `${'(() => {\n'.repeat(n)}${'})()\n'.repeat(n)}`,
  templates: (n) => `x = ${'`${\n'.repeat(n)}1${'}`\n'.repeat(n)}`,
  'tagged templates': (n) => `x${'`a`\n'.repeat(n)}`,
  conditions: (n) => `x = ${'a ? b :\n'.repeat(n)}c`,
  assignments: (n) => `${'x =\n'.repeat(n)}1`,
  arrows: (n) => `x = ${'a =>\n'.repeat(n)}1`,
  'async arrows': (n) => `x = ${'async () =>\n'.repeat(n)}1`,
  negations: (n) => `x = ${'!\n'.repeat(n)}1`,
  typeofs: (n) => `x = ${'typeof\n'.repeat(n)}1`,
  sums: (n) => `x = ${'a +\n'.repeat(n)}a`,
  powers: (n) => `x = ${'a **\n'.repeat(n)}a`,
  'chained calls': (n) => `x${'.b()\n'.repeat(n)}`,
  ifs: (n) => `${'if (a)\n'.repeat(n)}b`,
  'else ifs': (n) => Array.from({ length: n }, () => 'if (a) {}\n').join('else '),
  fors: (n) => `${'for (;;)\n'.repeat(n)}b`,
  labels: (n) => `${Array.from({ length: n }, (_, index) => `l${index}:\n`).join('')}b`,
  'type arguments': (n) => `let x: ${'A<\n'.repeat(n)}B${'>\n'.repeat(n)}`,
  'function types': (n) => `type X = ${'() =>\n'.repeat(n)}B`,
  'bitwise operators': (n) => `x = ${'a |\n'.repeat(n)}a`,
  loops: (n) => `${'do\n'.repeat(n)}b`,
  elements: (n) => `x = ${'<a>\n'.repeat(n)}${'</a>\n'.repeat(n)}`,
}

/** What is long and not deep. */
const FLAT: Record<string, string> = {
  'a long list': `x = [${'1,\n'.repeat(50_000)}]`,
  'a long object': `x = {${Array.from({ length: 20_000 }, (_, index) => `a${index}: [1, { b: 'c' }],\n`).join('')}}`,
  'many statements': 'if (a) { b() } else { c(d ? 1 : 2) }\n'.repeat(4_000),
  'many statements without semicolons': 'const x = await fetch(a)\nfoo(bar)\n'.repeat(4_000).replaceAll('const x', 'x'),
  'many constants': "export const CODE = 'value'\nconst b = require('b')\nlet c = !d\n".repeat(2_000),
  'a large union': `type X = ${"| 'name'\n".repeat(20_000)}`,
  'a long string': `x = '${'(['.repeat(20_000)}'`,
  'a long comment': `/* ${'(((\n'.repeat(10_000)} */ f()`,
  'a drawing': `const X = () => <svg>${'<path d="M1 2(3" />\n'.repeat(2_000)}</svg>`,
  'a long concatenation': `x = ${"'text' +\n".repeat(1_000)}'end'`,
}

describe('a source that nests too deeply', () => {
  for (const [name, write] of Object.entries(NESTED)) {
    it(`with ${name}: is told apart before it reaches the parser`, () => {
      expect(nestsTooDeeply(write(150_000))).toBe(true)
    })
    it(`with ${name}: is analysed or said not to be, at any depth`, () => {
      for (const levels of [20, 300, 1_000, 4_000, 12_000]) {
        const result = parseSource('a.tsx', write(levels))
        expect('error' in result ? result.error : result.path).toMatch(/^(a\.tsx|nests too deeply|Unexpected|Expected)/)
      }
    })
  }
})

describe('a source that is only long', () => {
  for (const [name, text] of Object.entries(FLAT)) it(name, () => expect(nestsTooDeeply(text)).toBe(false))
})
