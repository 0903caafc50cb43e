import type { OperationsNote } from '../../facts/operations.ts'
import { classifyPath } from '../../facts/path-class.ts'
import { baseName } from '../../facts/paths.ts'
import { readMatching, type Gathering } from './gathering.ts'
import { NOTE_KINDS, type NoteKind } from './note-kinds.ts'

/** Lists of words and translations are YAML too; these places and names are where a service is run from. */
const PLACES =
  /(^|\/)(k8s|kubernetes|kube|helm|[\w-]*charts?|deploy\w*|manifests?|infra\w*|ops|operations|kustomize|overlays|templates|argocd|flux|gitops|terraform|tf|cloudformation|cdk|monitoring|observability|alert\w*|prometheus|grafana|provisioning|rules|docker|backups?|\.render|\.platform|openshift)(\/|$)/i
const NAMES =
  /(alert|prometheus|alarm|monitor|rules?|backup|litestream|gatus|pgbackrest|chart|values|template|serverless|render|app\.json|fly[\w.-]*\.toml|nixpacks|zeabur|railway|blueprint)/i
const DOCUMENTS =
  /(readme|back-?ups?|restore|deploy\w*|operat\w+|self-?host\w*|runbooks?|disaster|maintenance|production|install\w*|admin\w*|upgrad\w+|docker|database|hosting)/i
/** A handbook of hundreds of pages is not read through. */
const MAX_DOCUMENTS = 150
const MAX_NOTES_OF_A_FILE = 20

/** Alert rules, backups and managed databases, wherever infrastructure and documentation speak of them. */
export function gatherOperations(gathering: Gathering): OperationsNote[] {
  let documents = 0
  const matches = (path: string): boolean => {
    if (path.startsWith('../') || /^(vendored|test|generated)$/.test(classifyPath(path))) return false
    if (!isDocument(path)) return isInfrastructure(path)
    return classifyPath(path) !== 'development' && isTelling(path) && documents++ < MAX_DOCUMENTS
  }
  return readMatching({ ...gathering, unreadable: [] }, 'operations', matches).flatMap(({ path, text }) =>
    NOTE_KINDS.flatMap((kind) => (kind.files.test(path) ? notesOf(path, text, kind) : [])),
  )
}

function isDocument(path: string): boolean {
  return /\.(mdx?|rst|adoc|txt)$/i.test(path)
}

/** A page whose own name, or whose folder inside the documentation, is about running the service. */
function isTelling(path: string): boolean {
  return DOCUMENTS.test(path.split('/').slice(-2).join('/')) && !/changelog|node_modules|licen[cs]e/i.test(path)
}

function isInfrastructure(path: string): boolean {
  if (/\.(tf|rules|hcl|bicep)$/.test(path) || /^(makefile|justfile|taskfile\.ya?ml)$/i.test(baseName(path))) return true
  const isSettings = /\.(ya?ml|tpl|tmpl|json|toml)$/.test(path) && !/(^|\/)\.(github|gitlab)\//.test(path)
  if (!isSettings) return false
  if (path.endsWith('.json')) return /(^|\/)(app|railway)\.json$|\.template\.json$/.test(path)
  return PLACES.test(path) || NAMES.test(baseName(path)) || !path.includes('/')
}

function notesOf(
  path: string,
  text: string,
  { topic, kind, line: pattern, unless, requires }: NoteKind,
): OperationsNote[] {
  if (requires && !requires.test(text)) return []
  const found: OperationsNote[] = []
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (found.length >= MAX_NOTES_OF_A_FILE) break
    if (!isDocument(path) && /^\s*(#|\/\/)/.test(line)) continue
    if (line.length < 2000 && pattern.test(line) && !unless?.test(line))
      found.push({ topic, kind, path, line: index + 1, text: line.trim() })
  }
  return found
}
