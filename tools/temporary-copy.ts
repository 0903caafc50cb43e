import { cpSync, mkdtempSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { ROOT } from './root.ts'

const COPIED = [
  'package.json',
  'README.md',
  'tsconfig.base.json',
  'vitest.config.ts',
  'tools',
  'packages',
  'apps',
  'fixtures',
]
const LEFT_OUT = new Set(['node_modules', 'dist', 'coverage'])

/** A copy of this repository that tests may change; installed packages are shared with the original. */
export function temporaryCopy(): string {
  const copy = mkdtempSync(join(tmpdir(), 'shipworthy-'))
  for (const name of COPIED)
    cpSync(join(ROOT, name), join(copy, name), { recursive: true, filter: (path) => !LEFT_OUT.has(basename(path)) })
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
  return copy
}
