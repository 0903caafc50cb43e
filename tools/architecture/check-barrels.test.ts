import { expect, it } from 'vitest'
import { checkBarrels } from './check-barrels.ts'
import { violationsOf } from './violations-of.ts'

it.each([
  ["export * from './a.ts'"],
  ["export { a } from './a.ts'\nexport type { B } from './b.ts'"],
  ["import { a } from './a.ts'\nexport { a }"],
])('a file that only passes on exports is a barrel: %s', (text) => {
  expect(violationsOf(checkBarrels, { 'packages/shipworthy/src/audit/all.ts': text })).toEqual([
    'packages/shipworthy/src/audit/all.ts:1 only passes on the exports of other files',
  ])
})

it.each([
  ['packages/shipworthy/src/index.ts', "export * from './a.ts'"],
  ['packages/kit/src/limits/index.ts', "export * from './a.ts'"],
  ['packages/shipworthy/src/a.ts', "export { a } from './b.ts'\nexport const c = 1"],
  ['packages/shipworthy/src/a.ts', "import './a.ts'"],
  ['packages/shipworthy/src/a.ts', "import { a } from './a.ts'\na()"],
])('%s with %j is none', (path, text) => {
  expect(violationsOf(checkBarrels, { [path]: text })).toEqual([])
})
