import type { PackagesView } from '../packages-view.ts'

/** `^5.1.0`, `~4.18`, `5`, `5.x`, `v5.0.0-rc.1`: a range within one major version. */
const ONE_MAJOR = /^(?:npm:.+@)?[\^~=v]?\s*(\d+)(?:\.(?:\d+|x|\*)){0,2}(?:[-+][\w.+-]+)?$/

/**
 * The major version of a package that the nearest package.json asks for. Ranges that allow several majors, tags and
 * catalogues say nothing.
 */
export function versionOf(
  packages: PackagesView,
  name: string,
  isNear: (directory: string) => boolean,
): number | undefined {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const found = packages.dependencies(new RegExp(`^${escaped}$`))
  const near = found
    .filter(({ manifest }) => isNear(manifest.directory))
    .toSorted((a, b) => b.manifest.directory.length - a.manifest.directory.length)
  const range = (near[0] ?? found[0])?.dependency.range.trim() ?? ''
  const major = ONE_MAJOR.exec(range)?.[1]
  return major === undefined ? undefined : Number(major)
}
