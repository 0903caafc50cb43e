import { classifyPath } from '../../facts/path-class.ts'
import { joinPath } from '../../facts/paths.ts'
import { PROJECT_ROOT, type Evaluator } from './evaluator.ts'
import { literal, type Value } from './value.ts'

/** More matches than this say nothing any more. */
const MAX_MATCHES = 60

/** A path as far as it is known; `undefined` stands for the parts that are not. */
type Pieces = readonly (string | undefined)[]

/** Project files that a computed path may stand for: `require(path.join(__dirname, 'models', file))`. */
export function modulesAt(evaluator: Evaluator, value: Value | undefined, fromFile: string): string[] {
  if (!value) return []
  if (value.kind === 'alternatives')
    return [...new Set(value.values.flatMap((option) => modulesAt(evaluator, option, fromFile)))]
  const pieces = piecesOf(evaluator, value)
  if (pieces.every((piece) => piece !== undefined)) return exactModule(evaluator, pieces.join(''), fromFile)
  return matchingModules(evaluator, pieces)
}

/** Files below a folder of the project; `undefined` when the folder is not known. */
export function filesBelow(evaluator: Evaluator, folder: Value | undefined): string[] | undefined {
  const pieces = folder ? piecesOf(evaluator, folder) : []
  const path = pieces.every((piece) => piece !== undefined) ? projectPath(pieces.join('')) : undefined
  if (path === undefined) return undefined
  const prefix = path === '' ? '' : `${path}/`
  return runtimePaths(evaluator)
    .filter((file) => file.startsWith(prefix))
    .map((file) => file.slice(prefix.length))
}

/** `<root>/src/db` as a path of the project. */
export function projectPath(text: string): string | undefined {
  return text.startsWith(PROJECT_ROOT) ? joinPath('', text.slice(PROJECT_ROOT.length)) : undefined
}

function piecesOf(evaluator: Evaluator, value: Value): Pieces {
  if (value.kind === 'literal') return [String(value.value)]
  if (value.kind === 'text')
    return value.parts.flatMap((part) => (typeof part === 'string' ? [part] : piecesOf(evaluator, part)))
  if (value.kind !== 'environment') return [undefined]
  const given = evaluator.environment.get(value.name)
  if (given !== undefined) return [given]
  return value.fallback ? piecesOf(evaluator, value.fallback) : [undefined]
}

function exactModule(evaluator: Evaluator, text: string, fromFile: string): string[] {
  const path = projectPath(text)
  const found =
    path === undefined
      ? evaluator.sources.resolve(fromFile, text)
      : evaluator.sources.resolve('package.json', `./${path}`)
  return found ? [found] : []
}

function matchingModules(evaluator: Evaluator, pieces: Pieces): string[] {
  if (!pieces[0]?.startsWith(PROJECT_ROOT)) return []
  const pattern = pieces.map((piece) => (piece === undefined ? '[^/]+' : escaped(piece.replace(PROJECT_ROOT, ''))))
  const normalised = pattern.join('').replace(/^\/+/, '')
  // Without a folder of its own the pattern would match the whole project.
  if (!/^[\w.-]+\//.test(normalised)) return []
  const matches = new RegExp(`^${normalised}(\\.[cm]?[jt]sx?|/index\\.[cm]?[jt]s)?$`)
  const found = runtimePaths(evaluator).filter((path) => matches.test(path))
  return found.length > MAX_MATCHES ? [] : found
}

function runtimePaths({ sources }: Evaluator): string[] {
  return sources.paths.filter((path) => !/^(example|documentation)$/.test(classifyPath(path)))
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}

/** The path of a project file as a program sees it. */
export function absolutePath(path: string): Value {
  return literal(`${PROJECT_ROOT}/${path}`)
}
