import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT } from './root.ts'

const DOCUMENTS = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'packages/shipworthy/README.md',
  'docs/plugins.md',
  'docs/performance.md',
  'docs/monitor-configuration.md',
  'docs/live.md',
  ...globSync('docs/{guides,health,kit,live}/*.md', { cwd: ROOT }).toSorted(),
  'packages/health/README.md',
  'apps/maplehustle/README.md',
  'packages/kit/README.md',
]
const FOLDERS = 'packages|apps|tools|fixtures|docs|\\.ci|\\.changeset'

describe.each(DOCUMENTS)('%s', (document) => {
  const text = readFileSync(join(ROOT, document), 'utf8')

  it('names only files that exist', () => {
    const paths = [...text.matchAll(new RegExp(`\`((?:${FOLDERS})/[^\`<>*…\\s]*)\``, 'g'))].map(([, path]) => path!)
    expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([])
  })

  it('links only to files that exist', () => {
    const targets = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)].map(([, target]) => target!)
    expect(targets.filter((target) => !existsSync(join(ROOT, dirname(document), target)))).toEqual([])
  })
})
