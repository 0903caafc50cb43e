import type { Middleware } from '../http/route.ts'
import type { Force } from '../program/force.ts'
import { placeSuffix } from './place-suffix.ts'
import type { ProfileContext } from './profile-context.ts'
import type { Trait } from './trait.ts'

export interface Mount {
  entry: Middleware
  force: Force
  name: string
}

/** One trait for each name and force; what hangs on many paths is counted, not listed. */
export function mountTraits({ trait }: Pick<ProfileContext, 'trait'>, mounts: readonly Mount[]): Trait[] {
  const groups = new Map<string, Mount[]>()
  for (const mount of mounts) {
    const key = `${mount.name} ${mount.force}`
    groups.set(key, [...(groups.get(key) ?? []), mount])
  }
  return [...groups.values()].map((group) => {
    const { name, entry, force } = group[0]!
    return trait(`${name}${suffixOf(group)}`, { file: entry.file, at: entry.at, force })
  })
}

function suffixOf(group: readonly Mount[]): string {
  const suffixes = [...new Set(group.map(({ entry }) => placeSuffix(entry)))]
  if (suffixes.includes('')) return ''
  const paths = suffixes.filter((suffix) => suffix.startsWith(' on /'))
  if (suffixes.length === 1) return suffixes[0]!
  return paths.length === suffixes.length ? ` on ${paths.length} paths` : ' on single routes'
}
