import { existsSync, readdirSync } from 'node:fs'
import module, { createRequire } from 'node:module'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { suggestName } from '../../closest-name.ts'
import { ShipworthyError } from '../../errors.ts'

/** The entry that plugins import, of the shipworthy that runs them: as source here, compiled in the package. */
const PLUGIN_ENTRY = new URL(`../../plugin${extname(import.meta.url)}`, import.meta.url).href

/** Runs the module of a plugin: a file, or a package as seen from the current folder. */
export async function importPlugin(named: string): Promise<Readonly<Record<string, unknown>>> {
  const url = isPath(named) ? fileUrl(named) : packageUrl(named)
  offerPluginEntry()
  try {
    return (await import(url)) as Record<string, unknown>
  } catch (error) {
    throw ShipworthyError.of('SW_ERR_PLUGIN_INVALID', { plugin: named, reason: reasonOf(error) }, error)
  }
}

/** `./rules.ts`, `/srv/rules.js`, `rules.mjs`; anything else is the name of a package. */
function isPath(named: string): boolean {
  return /^\.{0,2}[/\\]|^[a-zA-Z]:[/\\]/.test(named) || /\.[cm]?[jt]s$/.test(named)
}

function fileUrl(named: string): string {
  const path = resolve(named)
  if (existsSync(path)) return pathToFileURL(path).href
  throw ShipworthyError.of('SW_ERR_PLUGIN_NOT_FOUND', {
    plugin: named,
    suggestion: suggestName(basename(path), namesIn(dirname(path))),
  })
}

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => /\.[cm]?[jt]s$/.test(name)) : []
}

function packageUrl(named: string): string {
  const base = pathToFileURL(join(process.cwd(), 'package.json'))
  try {
    return pathToFileURL(createRequire(base).resolve(named)).href
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // The package is there and offers itself to `import` only, which asks from where this module lies.
    const folder = code === 'ERR_PACKAGE_PATH_NOT_EXPORTED' ? packageFolder(named) : undefined
    if (folder !== undefined) return importTarget(named, folder)
    const suggestion = suggestName(named, installedPackages())
    throw ShipworthyError.of('SW_ERR_PLUGIN_NOT_FOUND', { plugin: named, suggestion }, error)
  }
}

/** What `exports` offers to `import`, for packages that offer nothing to `require`. */
function importTarget(named: string, folder: string): string {
  const manifest = createRequire(import.meta.url)(join(folder, 'package.json')) as { exports?: unknown }
  const target = targetOf(manifest.exports)
  if (target !== undefined) return pathToFileURL(join(folder, target)).href
  const reason = 'its package.json exports nothing under "." that can be imported'
  throw ShipworthyError.of('SW_ERR_PLUGIN_INVALID', { plugin: named, reason })
}

function targetOf(exported: unknown): string | undefined {
  if (typeof exported === 'string') return exported
  if (typeof exported !== 'object' || exported === null) return undefined
  const { '.': root, node, import: imported, default: fallback } = exported as Record<string, unknown>
  return targetOf(root) ?? targetOf(node) ?? targetOf(imported) ?? targetOf(fallback)
}

function packageFolder(named: string): string | undefined {
  return moduleFolders()
    .map((folder) => join(folder, named))
    .find((folder) => existsSync(join(folder, 'package.json')))
}

function installedPackages(): string[] {
  const [folder] = moduleFolders().filter((path) => existsSync(path))
  if (folder === undefined) return []
  return readdirSync(folder).flatMap((name) =>
    name.startsWith('@') ? readdirSync(join(folder, name)).map((inner) => `${name}/${inner}`) : [name],
  )
}

/** `node_modules` of the current folder and of those above it. */
function moduleFolders(): string[] {
  const folders: string[] = []
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    folders.push(join(folder, 'node_modules'))
    if (folder === dirname(folder)) return folders
  }
}

let isOffered = false

/**
 * `shipworthy/plugin` leads to the shipworthy that runs: a plugin needs no installed copy, and none of another version
 * gets in its way. Before Node.js 22.15 it has to be installed.
 */
function offerPluginEntry(): void {
  if (isOffered || typeof module.registerHooks !== 'function') return
  isOffered = true
  module.registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'shipworthy/plugin' ? { url: PLUGIN_ENTRY, shortCircuit: true } : next(specifier, context),
  })
}

function reasonOf(error: unknown): string {
  const { code, message = String(error) } = error as NodeJS.ErrnoException
  if (code === 'ERR_UNKNOWN_FILE_EXTENSION')
    return 'this Node.js does not run TypeScript; use 22.18 or newer, or write the plugin in JavaScript'
  if (code === 'ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING')
    return 'Node.js runs no TypeScript inside node_modules; publish the plugin as JavaScript'
  return `it fails when it is loaded: ${message.split('\n')[0]}`
}
