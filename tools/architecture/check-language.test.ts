import { expect, it } from 'vitest'
import { checkLanguage } from './check-language.ts'
import { violationsOf } from './violations-of.ts'

it.each([
  ['enum Color { Red }', 'an enum'],
  ['declare enum Color { Red }', 'an enum'],
  ['const enum Color { Red }', 'an enum'],
  ['export function f(x: any) {}', '`any`'],
  ['const f = (x: unknown) => x as any', '`any`'],
  ['let x: Map<string, any[]>', '`any`'],
  ['namespace A { export const b = 1 }', 'a namespace'],
  ['export default function f() {}', 'a default export'],
  ['const f = 1\nexport { f as default }', 'a default export'],
  ["import ts from 'typescript'", 'imports typescript'],
  ["import type { Node } from 'typescript'", 'imports typescript'],
  ["await import('typescript/lib/tsserverlibrary.js')", 'imports typescript'],
])('%j is found', (text, message) => {
  expect(violationsOf(checkLanguage, { 'packages/shipworthy/src/a.ts': text })).toEqual([
    expect.stringContaining(message),
  ])
})

it.each([
  ['packages/shipworthy/src/a.ts', "export const text = 'any enum'\n// any enum"],
  ['packages/shipworthy/src/a.ts', 'declare global { interface Window { a: string } }'],
  ['packages/shipworthy/src/audit/rules/health/missing.ts', 'export default defineRule({})'],
])('%s may hold %j', (path, text) => {
  expect(violationsOf(checkLanguage, { [path]: text })).toEqual([])
})
