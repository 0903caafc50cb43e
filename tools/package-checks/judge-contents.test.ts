import { describe, expect, it } from 'vitest'
import { judgeContents, SHIPWORTHY_FILES } from './judge-contents.ts'

const GOOD = [
  'package.json',
  'README.md',
  'LICENSE',
  'schema/report.schema.json',
  'schema/config.schema.json',
  'dist/cli/main.js',
  'dist/index.js',
  'dist/index.d.ts',
  'dist/plugin.js',
  'dist/plugin.d.ts',
  'dist/audit/facts/tokens.d.ts',
]
const packed = (paths: readonly string[]) => paths.map((path) => ({ path, size: 1 }))

describe('the contents of the package', () => {
  it('are in order', () => expect(judgeContents(packed(GOOD), SHIPWORTHY_FILES)).toEqual([]))

  it.each(GOOD.slice(0, 10))('need %s', (path) =>
    expect(judgeContents(packed(GOOD.filter((other) => other !== path)), SHIPWORTHY_FILES)).toEqual([
      `${path} is missing`,
    ]),
  )

  it.each([
    ['dist/audit/rules/ci/no-tests.test.js', 'a test'],
    ['dist/audit/testing/describe-rule.js', 'a helper of tests'],
    ['dist/index.js.map', 'a source map'],
    ['dist/index.ts', 'a source'],
    ['src/index.js', 'a source'],
  ])('do not take %s', (path, what) =>
    expect(judgeContents(packed([...GOOD, path]), SHIPWORTHY_FILES)).toEqual([`${path} is ${what}`]),
  )
})
