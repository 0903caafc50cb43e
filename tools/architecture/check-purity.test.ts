import { describe, expect, it } from 'vitest'
import { checkPurity } from './check-purity.ts'
import { violationsOf } from './violations-of.ts'

const layers = [
  { name: 'rules', paths: ['rules/'], mayImport: [], packages: [], node: false },
  { name: 'cli', paths: ['cli/'], mayImport: [], packages: [], node: true },
]
const check = checkPurity(layers, 'src/')

describe('pure layers', () => {
  it.each([
    ['process', 'export const isTest = process.env.TEST'],
    ['process', 'export function f(name = process.title) { return name }'],
    ['process', 'export const all = { process }'],
    ['process', 'declare const x: never; export const y = (x as { [key: string]: string })[process.title]'],
    ['fetch', "export const answer = await fetch('https://example.org')"],
    ['globalThis', "export const hidden = globalThis['process']"],
    ['console', "console.log('hello')"],
    ['setTimeout', 'setTimeout(() => undefined, 1)'],
    ['Buffer', "export const bytes = Buffer.from('')"],
    ['import.meta', 'export const here = import.meta.url'],
    ['eval', "eval('1')"],
    ['Function', "new Function('return process')()"],
  ])('may not use %s: %s', (name, text) => {
    expect(violationsOf(check, { 'src/rules/a.ts': text })).toEqual([
      `src/rules/a.ts:1 rules is pure: it may not use ${name}`,
    ])
  })

  it.each([
    ['a string', "export const text = 'process.env.TEST'"],
    ['a property', 'export const name = (event: { process: string }) => event.process'],
    ['a key', 'export const table = { process: 1, fetch() {} }'],
    ['a type', 'export interface Process { fetch: string; process(): void }'],
    ['a parameter', 'export const pathOf = (module: { path: string }) => module.path'],
    ['a destructured variable', 'export const f = ({ module, fetch: [exports = 1] }: never) => [module, exports]'],
  ])('may have the word in %s', (_, text) => {
    expect(violationsOf(check, { 'src/rules/a.ts': text })).toEqual([])
  })

  it('are the only ones judged', () => {
    expect(violationsOf(check, { 'src/cli/a.ts': 'process.exit()', 'src/rules/a.test.ts': 'process.exit()' })).toEqual(
      [],
    )
  })
})
