import { KitError } from '../kit-error.ts'

/** What is no longer true: one key, everything with a tag, or everything whose key begins with a prefix. */
export interface Invalidation {
  kind: 'key' | 'tag' | 'prefix'
  name: string
}

/** As it is written in names of keys on Redis. */
export function labelOf({ kind, name }: Invalidation): string {
  return `${kind}:${name}`
}

/** Prefixes end where a part of a key ends: `user:1:` is one of `user:1:orders`, and `user:1` is none of `user:17`. */
const SEPARATOR = ':'

/** @throws KitError `SW_ERR_KIT_CACHE_PREFIX`. */
export function prefixInvalidation(prefix: string): Invalidation {
  if (!prefix.endsWith(SEPARATOR)) throw new KitError('SW_ERR_KIT_CACHE_PREFIX', { prefix })
  return { kind: 'prefix', name: prefix }
}

export const EVERYTHING: Invalidation = { kind: 'prefix', name: '' }

/** Everything whose invalidation is one of this key; its tags are known only to its entry. */
export function labelsOfKey(key: string): string[] {
  const labels = [labelOf(EVERYTHING), labelOf({ kind: 'key', name: key })]
  for (let at = key.indexOf(SEPARATOR); at !== -1; at = key.indexOf(SEPARATOR, at + 1))
    labels.push(labelOf({ kind: 'prefix', name: key.slice(0, at + 1) }))
  return labels
}

/** Whether an invalidation is about an entry. */
export function concerns({ kind, name }: Invalidation, key: string, tags: readonly string[]): boolean {
  if (kind === 'key') return key === name
  return kind === 'tag' ? tags.includes(name) : key.startsWith(name)
}
