import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { RULES } from '../packages/shipworthy/src/audit/rules/registry.generated.ts'
import { ROOT } from './root.ts'

const PARTS = globSync('*/index.ts', { cwd: join(ROOT, 'packages/kit/src') }).map((path) => path.split(/[\\/]/)[0]!)
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')

describe('the documents of the kit', () => {
  it.each(PARTS)('have a guide for %s, and name it in both lists', (part) => {
    expect(existsSync(join(ROOT, `docs/kit/${part}.md`))).toBe(true)
    expect(read('docs/kit/README.md')).toContain(`| [${part}](${part}.md)`)
    expect(read('packages/kit/README.md')).toContain(`\`@shipworthy/kit/${part}\``)
  })

  it('lead from findings that exist', () => {
    const [, table = ''] = read('docs/kit/README.md').split('## From a finding to a part')
    const ids = [...table.matchAll(/`([a-z-]+\/[a-z0-9-]+)`/g)].map(([, id]) => id!)
    const known = new Set(RULES.map(({ id }) => id))
    expect(ids.length).toBeGreaterThan(30)
    expect(ids.filter((id) => !known.has(id as never))).toEqual([])
  })
})
