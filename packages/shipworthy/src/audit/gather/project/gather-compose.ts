import type { ComposeFile, ComposeProject } from '../../facts/containers.ts'
import { baseName, folderOf, joinPath } from '../../facts/paths.ts'
import { entriesAt, nodeAt, type SettingNode } from '../../facts/setting-node.ts'
import { composeChains } from './compose/compose-chains.ts'
import { mergeCompose } from './compose/merge-compose.ts'
import { readService } from './compose/read-service.ts'
import { resolveCompose, type ResolvedCompose } from './compose/resolve-compose.ts'
import { parseDotenv } from './gather-settings.ts'
import { readMatching, type Gathering } from './gathering.ts'
import { settingTree } from './setting-tree.ts'
import { parseYaml } from './yaml-file.ts'

const COMPOSE = /^((docker-)?compose([._-][\w.-]+)?|stack|[\w.-]+[._-](docker-)?compose)\.ya?ml$/i
/** Where people write down how their compose files are used together. */
const COMMANDS =
  /^(readme[\w.-]*\.md|makefile|justfile|taskfile\.ya?ml|package\.json|deploy[\w.-]*\.(md|ya?ml)|[\w.-]+\.sh)$/i
const WORKFLOW = /(^|\/)(\.(github|gitea|forgejo)\/workflows\/[^/]+\.ya?ml|\.gitlab-ci\.ya?ml)$/

export interface GatheredCompose {
  composeFiles: ComposeFile[]
  composeProjects: ComposeProject[]
}

export function gatherCompose(gathering: Gathering): GatheredCompose {
  const trees = new Map<string, SettingNode>()
  const composeFiles: ComposeFile[] = []
  for (const { path, text } of readMatching(gathering, 'compose', (name) => COMPOSE.test(baseName(name)))) {
    const parsed = parseYaml(text)
    if ('reason' in parsed) {
      gathering.unreadable.push({ area: 'compose', path, ...parsed })
      continue
    }
    const tree = settingTree(path, parsed.documents[0]?.contents, parsed.lineOf)
    trees.set(path, tree)
    const services = entriesAt(tree, 'services').map(([name, node]) => readService(name, node, new Map()))
    if (services.length > 0) composeFiles.push({ path, lines: text.split(/\r?\n/), services })
  }
  return { composeFiles, composeProjects: projectsOf(gathering, trees) }
}

function projectsOf(gathering: Gathering, trees: ReadonlyMap<string, SettingNode>): ComposeProject[] {
  const paths = [...trees.keys()]
  const texts =
    paths.length > 1
      ? readMatching(
          { ...gathering, unreadable: [] },
          'compose',
          (path) => !path.startsWith('../') && (COMMANDS.test(baseName(path)) || WORKFLOW.test(path)),
        )
      : []
  const chains = composeChains(paths, texts)
  const alone = paths.filter((path) => !chains.some((chain) => chain.includes(path)))
  // A file that is extended by one of a chain, or that is the base of an override for development, still stands for itself.
  const bases = chains.flatMap((chain) => (/override/.test(chain.at(-1)!) ? [chain[0]!] : []))
  const documentOf = documentsIn(gathering, trees)
  return [...chains, ...[...new Set([...alone, ...bases])].map((path) => [path])].map((files) =>
    projectOf(
      files,
      files.map((file) => resolveCompose(file, documentOf)),
      variablesFor(gathering, files[0]!),
    ),
  )
}

function projectOf(
  files: string[],
  parts: readonly ResolvedCompose[],
  variables: ReadonlyMap<string, string>,
): ComposeProject {
  const services = new Map<string, SettingNode>()
  for (const part of parts) {
    for (const [name, node] of part.services) {
      const own = services.get(name)
      services.set(name, own ? mergeCompose(own, node) : node)
    }
  }
  return {
    files,
    services: [...services].map(([name, node]) => readService(name, node, variables)),
    isOpen: parts.some(({ isOpen }) => isOpen),
  }
}

/** Files that are included or extended may have any name. */
function documentsIn(
  gathering: Gathering,
  trees: ReadonlyMap<string, SettingNode>,
): (path: string) => SettingNode | undefined {
  const others = new Map<string, SettingNode | undefined>()
  const known = new Set(gathering.files.map(({ path }) => path))
  return (path) => {
    const tree = trees.get(path) ?? others.get(path)
    if (tree || others.has(path) || !known.has(path) || !/\.ya?ml$/.test(path)) return tree
    const result = gathering.reader.read(path)
    const parsed = 'text' in result ? parseYaml(result.text) : undefined
    const read =
      parsed && !('reason' in parsed) ? settingTree(path, parsed.documents[0]?.contents, parsed.lineOf) : undefined
    others.set(path, nodeAt(read, 'services') ? read : undefined)
    return others.get(path)
  }
}

/** Compose fills its files in from the `.env` in the folder of the first one. */
function variablesFor(gathering: Gathering, first: string): ReadonlyMap<string, string> {
  const path = joinPath(folderOf(first), '.env')
  if (!gathering.files.some((file) => file.path === path)) return new Map()
  const result = gathering.reader.read(path)
  return new Map('text' in result ? parseDotenv(result.text).map(({ name, value }) => [name, value]) : [])
}
