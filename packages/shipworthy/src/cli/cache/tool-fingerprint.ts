import { hash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Changes whenever another verdict may come of the same project: with this tool's own code, its dependencies or Node.js.
 * A checkout that somebody works on counts too, so it is the code that is hashed and not the version.
 */
export function toolFingerprint(code = dirname(fileURLToPath(import.meta.url))): string {
  const root = packageRoot(code)
  const ours = code.slice(root.length + 1).split(/[\\/]/)[0]!
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>
  }
  const versions = Object.keys(manifest.dependencies).map((name) => installedVersion(root, name))
  return hash(
    'sha256',
    JSON.stringify([process.version, process.platform, process.arch, versions, codeOf(join(root, ours))]),
  )
}

function packageRoot(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : packageRoot(dirname(folder))
}

function codeOf(folder: string): [string, string][] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /(?<!\.test|\.d)\.[jt]s$/.test(entry.name))
    .map((entry): [string, string] => {
      const path = join(entry.parentPath, entry.name)
      return [path.slice(folder.length), hash('sha256', readFileSync(path))]
    })
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
}

/** As Node.js would find it: in the nearest `node_modules` above. */
function installedVersion(folder: string, name: string): string {
  const path = join(folder, 'node_modules', name, 'package.json')
  if (existsSync(path)) return `${name}@${(JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version}`
  return dirname(folder) === folder ? name : installedVersion(dirname(folder), name)
}
