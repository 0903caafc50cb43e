import { folderOf, joinPath } from '../../../facts/paths.ts'
import {
  entriesAt,
  itemsAt,
  nodeAt,
  textAt,
  textsAt,
  type SettingMap,
  type SettingNode,
} from '../../../facts/setting-node.ts'
import { mergeCompose } from './merge-compose.ts'

/** A compose file with everything it includes and extends put in. */
export interface ResolvedCompose {
  services: ReadonlyMap<string, SettingNode>
  isOpen: boolean
}

/** Longer chains of `extends` are a mistake. */
const MAX_DEPTH = 10

export function resolveCompose(
  path: string,
  documentOf: (path: string) => SettingNode | undefined,
  depth = 0,
): ResolvedCompose {
  const root = documentOf(path)
  if (!root || depth > MAX_DEPTH) return { services: new Map(), isOpen: true }
  const services = new Map<string, SettingNode>()
  let isOpen = false
  for (const name of itemsAt(root, 'include').flatMap((item) => textAt(item) ?? textsAt(item, 'path'))) {
    const included = resolveCompose(joinPath(folderOf(path), name), documentOf, depth + 1)
    for (const [key, service] of included.services) services.set(key, service)
    isOpen ||= included.isOpen
  }
  for (const [name] of entriesAt(root, 'services')) {
    const service = extended(path, name, 0)
    if (service) services.set(name, service)
  }
  return { services, isOpen }

  function extended(file: string, name: string, level: number): SettingNode | undefined {
    const service = nodeAt(documentOf(file), 'services', name)
    const link = nodeAt(service, 'extends')
    if (service?.kind !== 'map' || !link) return service
    const other = textAt(link, 'file')
    const base =
      level < MAX_DEPTH
        ? extended(
            other ? joinPath(folderOf(file), other) : file,
            textAt(link) ?? textAt(link, 'service') ?? '',
            level + 1,
          )
        : undefined
    if (!base) isOpen = true
    const own: SettingMap = { ...service, entries: new Map([...service.entries].filter(([key]) => key !== 'extends')) }
    // The place of a service is where it stands, whatever it extends.
    return base ? { ...mergeCompose(base, own), file: service.file, line: service.line } : own
  }
}
