import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { diskReader } from '../packages/shipworthy/src/audit/gather/project/disk-reader.ts'
import type { ProjectReader } from '../packages/shipworthy/src/audit/gather/project/project-reader.ts'
import { runAudit } from '../packages/shipworthy/src/audit/run-audit.ts'
import { differencesFrom, readExpectation } from './fixtures/expectation.ts'
import { ROOT } from './root.ts'

const folderOf = (name: string) => join(ROOT, 'fixtures', name)
const expectationOf = (name: string) => readExpectation(join(ROOT, 'fixtures', `${name}.expected.json`))

describe.each(['sample-shop', 'ready-service'])('fixtures/%s', (name) => {
  it('is judged as expected', () => {
    const differences = differencesFrom(expectationOf(name), runAudit(folderOf(name)))
    expect(differences, differences.join('\n')).toEqual([])
  })

  it('is named in the expectation rule by rule', () => {
    const rules = runAudit(folderOf(name)).results.map(({ rule }) => rule)
    expect(Object.keys(expectationOf(name).results).length).toBeGreaterThan(rules.length / 2)
  })
})

describe('a sample project that changes', () => {
  it('is told by the rule that sees it', () => {
    const cured = withText('sample-shop', 'src/config.js', "|| 'shop-secret'", '')
    expect(differencesFrom(expectationOf('sample-shop'), runAudit(cured))).toEqual([
      'environment/secret-fallback: expected fail src/config.js:6, got pass',
    ])
  })

  it('is told when something good is lost', () => {
    const spoilt = withText('ready-service', 'src/plugins/database.ts', 'statement_timeout: 5_000,', '')
    expect(differencesFrom(expectationOf('ready-service'), runAudit(spoilt))).toEqual([
      expect.stringMatching(
        /^database\/statement-timeout: expected pass, got fail src\/plugins\/database\.ts:6 \(.+\)$/,
      ),
    ])
  })
})

function withText(name: string, changed: string, before: string, after: string): ProjectReader {
  const reader = diskReader(folderOf(name))
  const read: ProjectReader['read'] = (path, limits) => {
    const result = reader.read(path, limits)
    return path === changed && 'text' in result ? { text: result.text.replace(before, after) } : result
  }
  return { ...reader, read }
}
