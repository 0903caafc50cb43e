import type { Dependency, PackageManifest } from '../facts/packages.ts'
import { classifyPath } from '../facts/path-class.ts'
import type { ProjectFacts } from '../facts/project-facts.ts'

export interface FoundDependency {
  name: string
  dependency: Dependency
  manifest: PackageManifest
}

export interface PackagesView {
  /** Packages of the audited folder, without those of tests and examples. */
  manifests: PackageManifest[]
  root?: PackageManifest
  /** The dependency by name, wherever a package of the project declares it for run time. */
  dependency: (name: string | RegExp) => FoundDependency | undefined
  dependencies: (name: RegExp) => FoundDependency[]
  /** Lowest major version a range allows: 4 for `^4.18.2`; nothing for `latest`. */
  major: (name: string) => number | undefined
}

export function derivePackages(facts: ProjectFacts): PackagesView {
  const manifests = facts.packages.filter(
    ({ path }) =>
      !path.startsWith('../') && !/^(test|example|documentation|vendored|generated)$/.test(classifyPath(path)),
  )
  const found = manifests.flatMap((manifest) =>
    Object.entries(manifest.dependencies)
      .filter(([, dependency]) => dependency.kind !== 'devDependencies')
      .map(([name, dependency]) => ({ name, dependency, manifest })),
  )
  const dependencies = (name: RegExp): FoundDependency[] => found.filter((entry) => name.test(entry.name))
  const dependency = (name: string | RegExp): FoundDependency | undefined =>
    typeof name === 'string' ? found.find((entry) => entry.name === name) : dependencies(name)[0]
  const root = manifests.find(({ directory }) => directory === '')
  return {
    manifests,
    ...(root && { root }),
    dependency,
    dependencies,
    major: (name) => majorOf(dependency(name)?.dependency.range),
  }
}

export function majorOf(range: string | undefined): number | undefined {
  const match = range && /(\d+)(?:\.|\b)/.exec(range.replace(/^npm:.*@/, ''))
  return match ? Number(match[1]) : undefined
}
