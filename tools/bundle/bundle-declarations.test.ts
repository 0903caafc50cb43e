import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { bundleDeclarations } from './bundle-declarations.ts'

let from: string
let to: string
beforeEach(() => {
  from = mkdtempSync(join(tmpdir(), 'declarations-'))
  to = mkdtempSync(join(tmpdir(), 'bundled-'))
})
afterEach(() => [from, to].forEach((folder) => rmSync(folder, { recursive: true })))

function bundle(files: Record<string, string>, entries: string[]): Record<string, string> {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(from, name)), { recursive: true })
    writeFileSync(join(from, `${name}.d.ts`), text)
  }
  bundleDeclarations(from, to, entries)
  return Object.fromEntries(
    globSync('**/*.d.ts', { cwd: to }).map((file) => [file, readFileSync(join(to, file), 'utf8')]),
  )
}

it('entries stay, what they lead to becomes one file, and the rest is left out', () => {
  const files = {
    index:
      "export { make } from './make.ts';\nexport type { Size } from './model/size.ts';\nexport { tcp } from './checks/tcp.ts';\n",
    make: "import type { Server } from 'node:http';\nimport type { Tcp } from './checks/tcp.ts';\nimport type { Size } from './model/size.ts';\n/** Makes it. */\nexport declare function make(size: Size, tcp: Tcp, server: Server): void;\nexport declare function own(): void;\n",
    'checks/tcp':
      "import type { Size } from '../model/size.ts';\n/** Of a Hidden. */\nexport interface Tcp {\n    size: Size;\n}\nexport declare function tcp(): Tcp;\n",
    'model/size': 'export type Size = Unit | number;\ntype Unit = string;\nexport type Hidden = 1;\nexport {};\n',
    unreached: 'export type Unreached = 1;\n',
  }
  expect(bundle(files, ['index', 'checks/tcp'])).toEqual({
    'index.d.ts':
      "export { make } from './common/types.js'\nexport type { Size } from './common/types.js'\nexport { tcp } from './checks/tcp.ts'\n",
    'checks/tcp.d.ts':
      "import type { Size } from '../common/types.js'\n/** Of a Hidden. */\nexport interface Tcp {\n    size: Size;\n}\nexport declare function tcp(): Tcp;\n",
    'common/types.d.ts':
      "import type { Server } from 'node:http'\nimport type { Tcp } from '../checks/tcp.js'\n/** Makes it. */\nexport declare function make(size: Size, tcp: Tcp, server: Server): void;\nexport type Size = Unit | number;\ntype Unit = string;\n",
  })
})

it.each([
  [
    'two of one name',
    {
      index: "export { A } from './a.ts';\nexport { B } from './b.ts';\n",
      a: 'export type A = C;\ntype C = 1;\n',
      b: 'export type B = C;\ntype C = 2;\n',
    },
    'two declarations are called C',
  ],
  [
    'a name that is changed',
    { index: "export { A as B } from './a.ts';\n", a: 'export type A = 1;\n' },
    'a name that is changed',
  ],
  ['a form that is not known', { index: "export * from './a.ts';\n", a: 'export type A = 1;\n' }, 'cannot be bundled'],
])('%s is refused', (_, files, message) => {
  expect(() => bundle(files as Record<string, string>, ['index'])).toThrow(message)
})
