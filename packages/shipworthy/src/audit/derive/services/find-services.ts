import { baseName } from '../../facts/paths.ts'
import type { ProjectFacts } from '../../facts/project-facts.ts'
import type { EntryPoint, EntryPoints } from '../entries/entry-points.ts'

/** A package of the project that something starts in production. */
export interface Service {
  /** What people call it: the name of its folder, or the whole folder where two have the same name. */
  name: string
  /** Folder of the package, `''` for the root. */
  directory: string
  /** Name in its package.json. */
  packageName?: string
}

/**
 * The packages that start commands lead to, one service each, in the order of their folders. Whether they listen or consume
 * is not asked here. A library is started by nothing and is not among them; neither is a command line that others install.
 */
export function findServices(facts: Pick<ProjectFacts, 'packages' | 'name'>, { entries }: EntryPoints): Service[] {
  const started = [...new Set(entries.map(({ directory }) => directory))].toSorted()
  const directories = started.filter((directory) => !isCommandLine(directory, facts, entries))
  const bases = directories.map((directory) => (directory === '' ? facts.name : baseName(directory)))
  return directories.map((directory, index) => {
    const isUnique = bases.filter((base) => base === bases[index]).length === 1
    const packageName = facts.packages.find((manifest) => manifest.directory === directory)?.name
    return {
      name: isUnique || directory === '' ? bases[index]! : directory,
      directory,
      ...(packageName !== undefined && { packageName }),
    }
  })
}

/** Published with a command of its own, and started by nothing but a script of its own. */
function isCommandLine(
  directory: string,
  { packages }: Pick<ProjectFacts, 'packages'>,
  entries: readonly EntryPoint[],
): boolean {
  const manifest = packages.find((candidate) => candidate.directory === directory)
  if (!manifest || manifest.private || manifest.bin.length === 0) return false
  return entries.every((entry) => entry.directory !== directory || !entry.command || entry.command.source === 'script')
}

/** Every word that means the service. */
export function namesOf({ name, directory, packageName }: Service): string[] {
  const plain = packageName?.replace(/^@[^/]+\//, '')
  return [...new Set([name, directory, baseName(directory), packageName, plain])].filter(
    (word): word is string => word !== undefined && word !== '',
  )
}
