import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT } from './root.ts'
import { runCommand } from './run-command.ts'

const EXAMPLE = join(ROOT, 'fixtures/example-plugin')
const HOOK = join(ROOT, 'tools/example-plugin/offer-plugin-entry.ts')
const TIMEOUT_MS = 60_000

describe('fixtures/example-plugin', { timeout: TIMEOUT_MS }, () => {
  it('passes its own test', () => {
    const words = ['--import', HOOK, '--test', '--test-reporter=tap', join(EXAMPLE, 'plugin.test.ts')]
    const { stdout } = runCommand(process.execPath, words, { cwd: EXAMPLE })
    expect(stdout).toContain('a route that is mounted outside of production only')
    expect(stdout).toMatch(/^# fail 0$/m)
  })

  it('has the types that the package offers', () => {
    const folder = mkdtempSync(join(tmpdir(), 'example-plugin-'))
    try {
      const tsconfig = {
        extends: join(ROOT, 'tsconfig.base.json'),
        compilerOptions: {
          rewriteRelativeImportExtensions: false,
          typeRoots: [join(ROOT, 'node_modules/@types')],
          paths: { 'shipworthy/plugin': [join(ROOT, 'packages/shipworthy/src/plugin.ts')] },
        },
        files: [join(EXAMPLE, 'plugin.test.ts')],
      }
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig))
      runCommand(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', folder], { cwd: folder })
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('runs with --plugin', () => {
    const words = [
      'packages/shipworthy/src/cli/main.ts',
      'check',
      'fixtures/sample-shop',
      '--plugin',
      `${EXAMPLE}/plugin.ts`,
    ]
    const { stdout } = runCommand(process.execPath, words, { cwd: ROOT, allowed: [1] })
    expect(stdout).toContain('harbour/no-code-owners')
  })
})
