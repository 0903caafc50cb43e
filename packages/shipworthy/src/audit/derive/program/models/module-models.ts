import { baseName } from '../../../facts/paths.ts'
import { absolutePath, filesBelow, modulesAt } from '../computed-modules.ts'
import { alternatives, literal, unknown, type Value } from '../value.ts'
import type { Model, ModelCall } from './model.ts'

/** More modules than this behind one `require` tell nothing about its value. */
const MAX_MODULES = 6

const required: Model = ({ evaluator, args, site, name }) => {
  const paths = modulesAt(evaluator, args[0], site.file.path)
  if (paths.length === 0 || paths.length > MAX_MODULES) return unknown('a computed module')
  const values = paths.map((path) => (name === 'import' ? evaluator.exported(path, '*') : evaluator.required(path)))
  return values.length === 1 ? values[0] : alternatives(values)
}

/** Names in a folder of the project, as `readdir` gives them; only sources are known, so there may be more. */
const names: Model = ({ evaluator, args }) => {
  const files = filesBelow(evaluator, args[0])
  if (!files) return undefined
  const children = [...new Set(files.map((file) => file.split('/')[0]!))]
  return { kind: 'list', items: () => children.map((child) => literal(child)), open: true }
}

const globbed: Model = ({ evaluator, args }) => {
  const [pattern] = args
  if (pattern?.kind !== 'literal') return undefined
  const [folder, ...rest] = splitGlob(String(pattern.value))
  const files = filesBelow(evaluator, literal(folder!))
  const matches = globPattern(rest.join(''))
  const found = files?.filter((file) => matches.test(file)).map((file) => absolutePath(joined(folder!, file)))
  return found && { kind: 'list', items: () => found, open: true }
}

function joined(folder: string, file: string): string {
  return `${folder}/${file}`.replace(/^<root>\/?/, '')
}

/** The fixed folder of a glob and the rest of it; a relative one starts in the working directory. */
function splitGlob(pattern: string): [string, string] {
  const absolute = pattern.startsWith('<root>') ? pattern : `<root>/${pattern.replace(/^\.\//, '')}`
  const star = absolute.search(/[*?{[]/)
  const slash = absolute.lastIndexOf('/', star === -1 ? undefined : star)
  return [absolute.slice(0, slash), absolute.slice(slash + 1)]
}

function globPattern(glob: string): RegExp {
  const source = glob
    .replace(/[.+^$()|[\]\\]/g, '\\$&')
    .replace(/\*\*\/?/g, '\u0000')
    .replace(/\*/g, '[^/]*')
    .replace(/\?/g, '[^/]')
    .replace(/\{([^}]*)\}/g, (_, list: string) => `(${list.replaceAll(',', '|')})`)
    .replaceAll('\u0000', '(.*/)?')
  return new RegExp(`^${source}$`)
}

/** `requireDir('./models')`: an object of what each file exports. */
const wholeFolder: Model = (call) => {
  const paths = folderModules(call)
  if (!paths) return undefined
  const byName = new Map(paths.map((path) => [baseName(path).replace(/\.\w+$/, ''), path]))
  return {
    kind: 'record',
    keys: () => [...byName.keys()],
    get: (key) => (byName.has(key) ? call.evaluator.required(byName.get(key)!) : undefined),
    siteOf: () => undefined,
    open: () => true,
  }
}

/** Functions that require every file of a folder. */
export const FOLDER_LOADERS: ReadonlySet<string> = new Set([
  'require-dir',
  'require-directory',
  'require-all',
  'auto-load',
  'include-all',
  'requireindex',
  'bulk-require',
  'require-dir-all',
])

/** The files that a loader of whole folders requires. */
export function folderModules({
  evaluator,
  args,
  site,
}: Pick<ModelCall, 'evaluator' | 'args' | 'site'>): string[] | undefined {
  const folder = folderArgument(args[0]) ?? absolutePath(site.file.path.split('/').slice(0, -1).join('/'))
  const relative = folder.kind === 'literal' && /^\.\.?(\/|$)/.test(String(folder.value))
  const place = relative ? absolutePath(`${site.file.path}/../${String(folder.value)}`) : folder
  const prefix = place.kind === 'literal' ? String(place.value) : ''
  return filesBelow(evaluator, place)?.flatMap((file) =>
    modulesAt(evaluator, literal(`${prefix}/${file}`), site.file.path),
  )
}

function folderArgument(value: Value | undefined): Value | undefined {
  return value?.kind === 'record' ? (value.get('dirname') ?? value.get('path')) : value
}

const READ_FOLDER = [
  'fs.readdirSync',
  'fs-extra.readdirSync',
  'fs.promises.readdir',
  'fs/promises.readdir',
  'fs-extra.readdir',
]
const GLOBS = [
  'glob.sync',
  'glob.globSync',
  'fast-glob.sync',
  'globby.sync',
  'globby.globbySync',
  'fs.globSync',
  'glob.glob',
]

export const moduleModels: Record<string, Model> = {
  require: required,
  import: required,
  ...Object.fromEntries(READ_FOLDER.map((name) => [name, names])),
  ...Object.fromEntries(GLOBS.map((name) => [name, globbed])),
  ...Object.fromEntries([...FOLDER_LOADERS].map((name) => [name, wholeFolder])),
}
