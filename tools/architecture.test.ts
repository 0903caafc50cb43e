import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkLayerTable } from './architecture/check-layer-table.ts'
import { checkMachinePaths } from './architecture/check-machine-paths.ts'
import { readLayers } from './architecture/layers.ts'
import { readModule } from './architecture/read-module.ts'
import { readTree } from './architecture/read-tree.ts'
import { repositoryChecks, type LayerTable } from './architecture/repository-checks.ts'
import { describeViolation } from './architecture/violation.ts'
import { ROOT } from './root.ts'

const document = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8')
const tables: LayerTable[] = [
  { folder: 'packages/shipworthy/src/', layers: readLayers(document) },
  { folder: 'packages/health/src/', layers: readLayers(document, '<!-- layers of packages/health -->') },
  { folder: 'packages/kit/src/', layers: readLayers(document, '<!-- layers of packages/kit -->') },
  { folder: 'apps/maplehustle/src/', layers: readLayers(document, '<!-- layers of apps/maplehustle -->') },
]
const tree = readTree(ROOT)
const modules = tree
  .filter(({ path }) => /^((?:packages|apps)\/[^/]+\/src|tools)\/.*\.ts$/.test(path))
  .map(({ path, text }) => readModule(path, text))

describe('architecture', () => {
  it('reads a tree worth checking', () => {
    expect(modules.length).toBeGreaterThan(200)
    for (const { layers } of tables) expect(layers.length).toBeGreaterThan(8)
  })

  it.each(tables)('the layer table of $folder describes this tree', ({ folder, layers }) => {
    expect(checkLayerTable(layers, (path) => existsSync(join(ROOT, folder, path)))).toEqual([])
  })

  for (const [name, check] of Object.entries(repositoryChecks(tables)))
    it(name, () => expect(check(modules).map(describeViolation)).toEqual([]))

  it('nothing names a place on one machine', () => {
    const files = tree.filter(({ path }) => !/check-machine-paths(\.test)?\.ts$/.test(path))
    expect(checkMachinePaths(files).map(describeViolation)).toEqual([])
  })
})
