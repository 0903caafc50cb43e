import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A service to be started by a test: its code in `server.mjs`, with the packages of this repository. */
export interface ServiceFolder extends Disposable {
  path: string
  at: (name: string) => string
}

const PACKAGES = join(import.meta.dirname, '../../../../../../../../node_modules')

export function serviceFolder(code: string, files: Record<string, string> = {}): ServiceFolder {
  const path = mkdtempSync(join(tmpdir(), 'shipworthy-service-'))
  const at = (name: string): string => join(path, name)
  const manifest = {
    name: 'shop',
    private: true,
    scripts: { start: 'node server.mjs' },
    dependencies: { pg: '^8.0.0' },
  }
  for (const [name, text] of Object.entries({
    'package.json': JSON.stringify(manifest),
    'server.mjs': code,
    ...files,
  }))
    writeFileSync(at(name), text)
  symlinkSync(PACKAGES, at('node_modules'))
  return { path, at, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}
