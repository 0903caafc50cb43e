import type { PackageManifest } from '../../facts/packages.ts'
import { isInside } from '../../facts/paths.ts'
import type { Service } from './find-services.ts'

/** Which files of a project with several services are about one of them. */
export interface ServiceScope {
  service: Service
  others: readonly Service[]
  /** Its own files, those of the packages it depends on, and those that no package has to itself. */
  concerns: (path: string) => boolean
  /** It belongs to other services only. What belongs to none of them (a command line, a static site) does not. */
  isElsewhere: (path: string) => boolean
}

/** The scopes of all services; `packages` are those of the whole project. */
export function scopesOf(services: readonly Service[], packages: readonly PackageManifest[]): ServiceScope[] {
  const manifests = packages.filter(({ path }) => !path.startsWith('../'))
  const directories = manifests.map(({ directory }) => directory).toSorted((a, b) => b.length - a.length)
  const ownerOf = (path: string): string => directories.find((directory) => isInside(path, directory)) ?? ''
  const parts = new Map(services.map((service) => [service, partsOf(service, services, manifests)]))
  return services.map((service) => {
    const own = parts.get(service)!
    const others = services.filter((other) => other !== service)
    const concerns = (path: string): boolean => {
      const owner = path.startsWith('../') ? '' : ownerOf(path)
      return owner === '' || own.has(owner)
    }
    return {
      service,
      others,
      concerns,
      isElsewhere: (path) => !concerns(path) && others.some((other) => parts.get(other)!.has(ownerOf(path))),
    }
  })
}

/** Folders of its package, of packages inside that, and of those it depends on, other services excepted. */
function partsOf(
  { directory }: Service,
  services: readonly Service[],
  manifests: readonly PackageManifest[],
): ReadonlySet<string> {
  const isService = (folder: string): boolean => services.some((other) => other.directory === folder)
  const inside = manifests.filter((manifest) => {
    const nearest = services
      .filter((service) => isInside(manifest.directory, service.directory))
      .toSorted((a, b) => b.directory.length - a.directory.length)[0]
    return nearest?.directory === directory && directory !== ''
  })
  const open = [...manifests.filter((manifest) => manifest.directory === directory), ...inside]
  const folders = new Set<string>([directory])
  for (let manifest = open.pop(); manifest; manifest = open.pop()) {
    folders.add(manifest.directory)
    const names = new Set(Object.keys(manifest.dependencies))
    for (const other of manifests)
      if (other.name && names.has(other.name) && !folders.has(other.directory) && !isService(other.directory)) {
        folders.add(other.directory)
        open.push(other)
      }
  }
  return folders
}
