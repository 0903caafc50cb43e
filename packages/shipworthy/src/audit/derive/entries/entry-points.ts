import { createFileLookup, type FileLookup } from '../../facts/file-lookup.ts'
import type { PackageManifest } from '../../facts/packages.ts'
import { ancestors, baseName, folderOf, isInside, joinPath } from '../../facts/paths.ts'
import type { ProjectFacts } from '../../facts/project-facts.ts'
import type { Launch } from './interpret-command.ts'
import { interpretLine } from './interpret-command.ts'
import { productionCommands, type ProductionCommand } from './production-commands.ts'

/** Where a production process starts. */
export interface EntryPoint {
  /** Source file that runs first; absent for a framework that finds its own files. */
  file?: string
  framework?: string
  /** Folder of the package it belongs to. */
  directory: string
  /** Files loaded before it by `--require` and `--import`. */
  preloads: string[]
  variables: Record<string, string>
  /** The command it was found in; absent when it was found by convention. */
  command?: ProductionCommand
}

export interface EntryPoints {
  commands: ProductionCommand[]
  entries: EntryPoint[]
  /** Folders of the packages that a command leads to. */
  leads: ReadonlyMap<ProductionCommand, readonly string[]>
}

const MAX_SCRIPT_DEPTH = 8

export function findEntryPoints(facts: ProjectFacts): EntryPoints {
  const lookup = createFileLookup(facts.files.map(({ path }) => path).filter((path) => !path.startsWith('../')))
  const commands = productionCommands(facts)
  const search = createSearch(facts, lookup)
  const declared = commands.flatMap((command) =>
    command.launches.flatMap((launch) => search.follow(launch, command.directory, command, 0)),
  )
  const entries = withoutRepeats([...declared, ...search.byConvention(declared)])
  return { commands, entries, leads: leadsOf(declared) }
}

function leadsOf(entries: readonly EntryPoint[]): Map<ProductionCommand, string[]> {
  const leads = new Map<ProductionCommand, string[]>()
  for (const { command, directory } of entries)
    if (command) leads.set(command, [...(leads.get(command) ?? []), directory])
  return leads
}

function withoutRepeats(entries: readonly EntryPoint[]): EntryPoint[] {
  const seen = new Map<string, EntryPoint>()
  for (const entry of entries) {
    const key = entry.file ?? `${entry.framework} ${entry.directory}`
    const before = seen.get(key)
    if (!before) seen.set(key, entry)
    else Object.assign(before.variables, { ...entry.variables, ...before.variables })
  }
  return [...seen.values()]
}

function createSearch(facts: ProjectFacts, lookup: FileLookup) {
  const manifests = facts.packages.filter(({ path }) => !path.startsWith('../'))

  function packageOf(folder: string): PackageManifest | undefined {
    for (const ancestor of ancestors(folder)) {
      const found = manifests.find((manifest) => manifest.directory === ancestor)
      if (found) return found
    }
    return undefined
  }

  function follow(launch: Launch, directory: string, command: ProductionCommand, depth: number): EntryPoint[] {
    if (depth > MAX_SCRIPT_DEPTH) return []
    switch (launch.kind) {
      case 'file':
        return fromFile(launch, directory, command)
      case 'framework':
        return fromFramework(launch, directory, command)
      case 'script':
        return fromScript(launch, directory, command, depth)
      case 'shell-script':
        return fromShellScript(launch, directory, command, depth)
    }
  }

  function fromFile(
    launch: Extract<Launch, { kind: 'file' }>,
    directory: string,
    command: ProductionCommand,
  ): EntryPoint[] {
    if (/ecosystem|pm2|process\.(json|config)/.test(launch.path))
      return fromProcessManager(launch.path, directory, command)
    const file = locate(launch.path, directory)
    if (!file) return []
    const preloads = launch.preloads.flatMap((path) => (path.startsWith('.') ? (locate(path, directory) ?? []) : []))
    return [
      { file, directory: packageOf(folderOf(file))?.directory ?? '', preloads, variables: launch.variables, command },
    ]
  }

  /** Looks below the command's folder, the root and every package: an image's paths are not the repository's. */
  function locate(path: string, directory: string): string | undefined {
    const parts = path.split('/').filter((part) => part !== '' && part !== '.')
    const folders = [...new Set([directory, '', ...manifests.map((manifest) => manifest.directory)])]
    for (let skip = 0; skip < (path.startsWith('/') ? parts.length : 1); skip++) {
      const tail = parts.slice(skip).join('/')
      for (const folder of folders) {
        const direct = lookup.sourceOfOutput(folder, tail)
        if (direct) return direct
      }
      for (const manifest of manifests) {
        if (manifest.directory === '' || !isInside(tail, manifest.directory)) continue
        const found = lookup.sourceOfOutput(manifest.directory, tail.slice(manifest.directory.length + 1))
        if (found) return found
      }
    }
    return undefined
  }

  function fromProcessManager(path: string, directory: string, command: ProductionCommand): EntryPoint[] {
    const file = locate(path, directory) ?? joinPath(directory, path)
    const data = facts.data.find((entry) => entry.path === file)?.value as { apps?: { script?: unknown }[] } | undefined
    const fromData = (data?.apps ?? []).flatMap(({ script }) => (typeof script === 'string' ? [script] : []))
    const source = lookup.has(file) ? facts.sources.parse(file) : undefined
    const scripts = source
      ? [...source.text.matchAll(/\bscript:\s*['"`]([^'"`]+)['"`]/g)].map((match) => match[1]!)
      : fromData
    return scripts.flatMap((script) =>
      fromFile(
        { kind: 'file', path: script, runner: 'pm2', variables: {}, preloads: [], args: [] },
        folderOf(file),
        command,
      ),
    )
  }

  function fromFramework(
    { framework, args, variables }: Extract<Launch, { kind: 'framework' }>,
    directory: string,
    command: ProductionCommand,
  ): EntryPoint[] {
    const owner = packageOf(directory)?.directory ?? ''
    const shared = { directory: owner, preloads: [], variables, command }
    if (framework === 'nest') {
      const file = nestMain(owner)
      return file ? [{ ...shared, file, framework }] : []
    }
    const named = args.find((word) => /\.[cm]?[jt]s$/.test(word))
    const file = named && locate(named, directory)
    return [{ ...shared, framework, ...(file && { file }) }]
  }

  function nestMain(directory: string): string | undefined {
    const cli = facts.data.find(({ path }) => path === joinPath(directory, 'nest-cli.json'))?.value as
      | { sourceRoot?: string; entryFile?: string }
      | undefined
    return lookup.module(joinPath(directory, `${cli?.sourceRoot ?? 'src'}/${cli?.entryFile ?? 'main'}`))
  }

  function fromScript(
    launch: Extract<Launch, { kind: 'script' }>,
    directory: string,
    command: ProductionCommand,
    depth: number,
  ): EntryPoint[] {
    const owners = launch.package ? matchingPackages(launch.package) : [packageOf(directory) ?? []].flat()
    return owners.flatMap((owner) => {
      const script = owner.scripts[launch.name]
      if (!script) {
        const implicit = launch.name === 'start' && lookup.has(joinPath(owner.directory, 'server.js'))
        return implicit
          ? fromFile(
              { kind: 'file', path: 'server.js', runner: 'node', variables: {}, preloads: [], args: [] },
              owner.directory,
              command,
            )
          : []
      }
      return interpretLine(script.value).flatMap((inner) =>
        follow(inner, owner.directory, command, depth + 1).map((entry) => ({
          ...entry,
          variables: { ...launch.variables, ...entry.variables },
        })),
      )
    })
  }

  function matchingPackages(filter: string): PackageManifest[] {
    if (filter === '*') return manifests.filter(({ directory }) => directory !== '')
    const wanted = filter
      .replace(/^\.\//, '')
      .replace(/\.\.\.$/, '')
      .replace(/[{}]/g, '')
    return manifests.filter(
      ({ name, directory }) =>
        name === wanted || directory === wanted || name?.endsWith(`/${wanted}`) || baseName(directory) === wanted,
    )
  }

  function fromShellScript(
    { path, args }: Extract<Launch, { kind: 'shell-script' }>,
    directory: string,
    command: ProductionCommand,
    depth: number,
  ): EntryPoint[] {
    const wanted = baseName(path)
    const scripts = facts.shellScripts.filter((script) => baseName(script.path) === wanted)
    const script =
      scripts.find((s) => s.path === joinPath(directory, path)) ??
      scripts.find((s) => isInside(s.path, directory)) ??
      scripts[0]
    const inner = script?.lines.filter((line) => !/^\s*#/.test(line)).flatMap(interpretLine) ?? []
    const folder = packageOf(directory) ? directory : ''
    const launches = args.length > 0 ? [...inner, ...interpretLine(args.join(' '))] : inner
    return launches
      .filter((launch) => launch.kind !== 'shell-script' || launch.path !== path)
      .flatMap((launch) => follow(launch, folder, command, depth + 1))
  }

  /** Packages without a command: what they declare as their main file, then the names everybody uses. */
  function byConvention(found: readonly EntryPoint[]): EntryPoint[] {
    return manifests.flatMap((manifest) => {
      const { directory } = manifest
      if (found.some((entry) => entry.directory === directory)) return []
      if (directory !== '' && found.length > 0) return []
      const file = conventionalEntry(manifest)
      return file ? [{ file, directory, preloads: [], variables: {} }] : []
    })
  }

  function conventionalEntry({ directory, main, bin }: PackageManifest): string | undefined {
    const names = [
      'src/server',
      'src/main',
      'src/index',
      'src/app',
      'server',
      'main',
      'app',
      'index',
      'server/index',
      'server/server',
      'server/app',
      'bin/www',
      'api/index',
      'src/bin/www',
    ]
    for (const candidate of [main ?? '', ...names, ...bin]) {
      const file = candidate && lookup.sourceOfOutput(directory, candidate)
      if (file && facts.sources.skim(file)?.client === false && startsSomething(file)) return file
    }
    return undefined
  }

  function startsSomething(file: string): boolean {
    const text = facts.sources.parse(file)?.text ?? ''
    return /\.listen\(|createServer\(|\bserve\(|NestFactory|new Worker\(|\bfastify\(|express\(\)|new Koa|new Hono|app\.(use|get|listen)/i.test(
      text,
    )
  }

  return { follow, byConvention }
}
