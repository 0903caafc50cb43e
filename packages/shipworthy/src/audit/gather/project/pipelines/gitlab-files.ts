import { joinPath } from '../../../facts/paths.ts'
import type { Gathering } from '../gathering.ts'
import { entriesOf, get, itemsOf, parseYaml, textOf, type YamlFile } from '../yaml-file.ts'

/** One file of a GitLab pipeline. */
export interface GitlabFile extends YamlFile {
  path: string
}

export interface GitlabFiles {
  /** The pipeline's own file first, then what it includes; a later file gives way to an earlier one. */
  files: GitlabFile[]
  /** Includes of other repositories, of the web and of templates. */
  remote: { text: string; line: number }[]
}

const MAX_INCLUDES = 100
/** Templates of GitLab that scan and report, and run no tests of the project. */
const HARMLESS = /^(Security|Workflows|Code-Quality|Jobs\/(SAST|Secret|Dependency|Container|DAST|Code-Quality|License))/

/** A pipeline file with the local files it includes. https://docs.gitlab.com/ci/yaml/#include */
export function collectGitlabFiles(gathering: Gathering, path: string, parsed: YamlFile): GitlabFiles {
  const files: GitlabFile[] = [{ ...parsed, path }]
  const remote: GitlabFiles['remote'] = []
  const root = path.replace(/[^/]*$/, '').replace(/\/$/, '')
  for (let at = 0; at < files.length; at++) {
    for (const { local, text, line } of includesOf(files[at]!)) {
      const paths = local === undefined ? [] : matchingPaths(gathering, joinPath(root, local))
      if (paths.length > 0) files.push(...readLocal(gathering, paths, files))
      // Its line is meant in the first file.
      else remote.push({ text, line: at === 0 ? line : 1 })
    }
  }
  return { files, remote }
}

interface Include {
  text: string
  line: number
  local?: string
}

function includesOf({ documents, lineOf }: YamlFile): Include[] {
  return documents.flatMap(({ contents }) => {
    const node = get(contents, 'include')
    const items = itemsOf(node)
    return (items.length > 0 ? items : node ? [node] : []).flatMap((item): Include[] => {
      const single = textOf(item)
      const local = textOf(get(item, 'local')) ?? (single && !/^https?:/.test(single) ? single : undefined)
      const [first] = entriesOf(item).filter(({ key }) => key !== 'rules' && key !== 'inputs')
      const named = single ?? textOf(first?.value) ?? first?.key ?? ''
      if (first?.key === 'template' && HARMLESS.test(named)) return []
      return [{ text: `include: ${named}`, line: lineOf(item), ...(local !== undefined && { local }) }]
    })
  })
}

/** More stars than anybody needs would take a pattern forever. */
const MAX_STARS = 4

function matchingPaths({ files }: Gathering, wanted: string): string[] {
  if (wanted.split(/\*+/).length - 1 > MAX_STARS) return []
  const pattern = new RegExp(`^${wanted.split(/(\*+)/).map(patternOf).join('')}$`)
  return files.map(({ path }) => path).filter((path) => pattern.test(path))
}

function readLocal(gathering: Gathering, paths: readonly string[], known: readonly GitlabFile[]): GitlabFile[] {
  return paths.flatMap((path) => {
    if (known.length >= MAX_INCLUDES || known.some((file) => file.path === path)) return []
    const read = gathering.reader.read(path)
    const parsed = 'text' in read ? parseYaml(read.text) : { reason: read.problem, line: 1 }
    if (!('reason' in parsed)) return [{ ...parsed, path }]
    gathering.unreadable.push({ area: 'pipelines', path, ...parsed })
    return []
  })
}

function patternOf(part: string): string {
  if (part === '**') return '.*'
  return part.startsWith('*') ? '[^/]*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')
}
