import { describe, expect, it } from 'vitest'
import { checkLayers } from './check-layers.ts'
import { checkLayerTable } from './check-layer-table.ts'
import { readLayers } from './layers.ts'
import { violationsOf } from './violations-of.ts'

const TABLE = `Some text.

<!-- layers -->

| layer    | path               | may import | packages | Node.js | holds |
| -------- | ------------------ | ---------- | -------- | ------- | ----- |
| \`facts\`  | \`audit/facts/\`     |            |          | no      | input |
| \`derive\` | \`audit/derive/\`    | \`facts\`    |          | no      | views |
| \`gather\` | \`audit/gather/\`    | \`facts\`    | \`yaml\`   | yes     | I/O   |
| \`line\`   | \`audit/run-audit.ts\`, \`audit/build-report.ts\` | \`facts\`, \`gather\`, \`derive\` | | yes | |
| \`cli\`    | \`cli/\`             | \`line\`     |          | yes     |       |

| not | this |
| --- | ---- |
`
const layers = readLayers(TABLE)
const check = checkLayers(layers, 'src/')

describe('the layer table', () => {
  it('is read up to its end', () => {
    expect(layers.map(({ name }) => name)).toEqual(['facts', 'derive', 'gather', 'line', 'cli'])
    expect(layers[3]!.paths).toEqual(['audit/run-audit.ts', 'audit/build-report.ts'])
    expect(layers[2]).toMatchObject({ mayImport: ['facts'], packages: ['yaml'], node: true })
  })

  it.each([
    ['no mark', 'text'],
    ['a missing column', '<!-- layers -->\n| layer | path |\n| --- | --- |\n| `a` | `b/` |\n'],
    ['neither yes nor no', TABLE.replace('| no ', '| maybe ')],
  ])('is refused with %s', (_, markdown) => {
    expect(() => readLayers(markdown)).toThrow()
  })

  it('is refused when it contradicts itself or the tree', () => {
    const planted = layers.map((layer) => ({ ...layer, mayImport: [...layer.mayImport, 'cli', 'nothing'] }))
    const problems = checkLayerTable(planted, (path) => path !== 'audit/facts/')
    expect(problems).toContain('facts names audit/facts/, which does not exist')
    expect(problems).toContain('facts may import cli, which nothing may')
    expect(problems).toContain('facts may import nothing, which has no row')
    expect(problems).toContain('derive is pure, but may import cli')
    expect(checkLayerTable([...layers, layers[0]!], () => true)).toContain('facts has two rows')
    expect(checkLayerTable(layers, () => true)).toEqual([])
  })
})

describe('imports', () => {
  it.each([
    ['a lower layer', 'src/audit/derive/a.ts', "import { x } from '../facts/x.ts'"],
    ['the same layer', 'src/audit/derive/a.ts', "import { x } from './deep/x.ts'"],
    ['a package of the row', 'src/audit/gather/a.ts', "import { parse } from 'yaml'"],
    ['Node.js where it is allowed', 'src/audit/gather/a.ts', "import { readFileSync } from 'node:fs'"],
    [
      'anything in a test but the CLI',
      'src/audit/facts/a.test.ts',
      "import { x } from '../gather/x.ts'\nimport 'vitest'",
    ],
    ['a server, in a test', 'src/audit/facts/a.test.ts', "import { x } from '../../../tools/servers/redis-server.ts'"],
    ['what lies outside the sources', 'other/a.ts', "import 'node:fs'"],
  ])('may lead to %s', (_, path, text) => {
    expect(violationsOf(check, { [path]: text })).toEqual([])
  })

  it.each([
    ['a named import', "import { x } from '../gather/x.ts'"],
    ['a type import', "import type { X } from '../gather/x.ts'"],
    ['an inline type', "let x: import('../gather/x.ts').X"],
    ['a dynamic import', "await import('../gather/x.ts')"],
    ['a re-export', "export { x } from '../gather/x.ts'"],
    ['a re-export of everything', "export * from '../gather/x.ts'"],
    ['an import for its effect', "import '../gather/x.ts'"],
    ['a require', "require('../gather/x.ts')"],
  ])('against the direction are found as %s', (_, text) => {
    expect(violationsOf(check, { 'src/audit/derive/a.ts': `\n${text}` })).toEqual([
      'src/audit/derive/a.ts:2 derive may not import gather (src/audit/gather/x.ts)',
    ])
  })

  it.each([
    ['the CLI', 'src/audit/run-audit.ts', "import '../cli/main.ts'", 'line may not import cli'],
    ['the CLI from a test', 'src/audit/facts/a.test.ts', "import '../../cli/main.ts'", 'facts may not import cli'],
    ['another package folder', 'src/cli/a.ts', "import '../../other/x.ts'", 'outside src/'],
    ['a file of no layer', 'src/cli/a.ts', "import '../stray.ts'", 'belongs to no layer'],
    ['a package without leave', 'src/audit/gather/a.ts', "import 'left-pad/lib'", 'may not use the package left-pad'],
    ['itself by its published name', 'src/audit/facts/a.ts', "import 'shipworthy'", 'the package shipworthy'],
    ['node:fs', 'src/audit/facts/a.ts', "import 'node:fs'", 'it may not import node:fs'],
    ['node:fs/promises', 'src/audit/facts/a.ts', "import 'node:fs/promises'", 'it may not import node:fs/promises'],
    ['bare fs', 'src/audit/facts/a.ts', "import 'fs'", 'it may not import fs'],
    ['the types of fs', 'src/audit/facts/a.ts', "import type { Stats } from 'node:fs'", 'it may not import node:fs'],
    ['fs later on', 'src/audit/facts/a.ts', "await import('node:fs')", 'it may not import node:fs'],
    ['a computed name', 'src/audit/facts/a.ts', 'await import(`node:${name}`)', 'an import whose target is computed'],
  ])('may not lead to %s', (_, path, text, message) => {
    expect(violationsOf(check, { [path]: text })).toEqual([expect.stringContaining(message)])
  })

  it('are not judged for a file that no row holds, which is a violation itself', () => {
    expect(violationsOf(check, { 'src/stray.ts': '' })).toEqual([expect.stringContaining('belongs to no layer')])
  })
})
