import { folderOf, joinPath } from '../../../facts/paths.ts'
import { PROJECT_ROOT } from '../evaluator.ts'
import { literal, type Value } from '../value.ts'
import type { Model } from './model.ts'

function texts(args: readonly Value[]): string[] | undefined {
  const parts = args.map((value) =>
    value.kind === 'literal' && typeof value.value === 'string' ? value.value : undefined,
  )
  return parts.every((part) => part !== undefined) ? parts : undefined
}

function join(parts: readonly string[]): string {
  const start = parts.findLastIndex((part) => part.startsWith(PROJECT_ROOT))
  const [base, ...rest] = start === -1 ? ['', ...parts] : parts.slice(start)
  return rest.reduce((folder, part) => joinPath(folder, part), base ?? '')
}

const joined: Model = ({ args }) => {
  const parts = texts(args)
  return parts ? literal(join(parts)) : partlyKnown(args)
}

/** `path.join(__dirname, 'env', name)`: the folder is known, the name is not. */
function partlyKnown(args: readonly Value[]): Value | undefined {
  const parts: (string | Value)[] = []
  const push = (part: string | Value): void => {
    if (typeof part === 'string' && typeof parts.at(-1) === 'string') parts.push(`${String(parts.pop())}${part}`)
    else parts.push(part)
  }
  for (const [index, value] of args.entries()) {
    if (index > 0) push('/')
    if (value.kind === 'literal') push(String(value.value))
    else if (value.kind === 'text') value.parts.forEach(push)
    else push(value)
  }
  const [first, ...rest] = parts
  if (typeof first !== 'string' || !first.startsWith(PROJECT_ROOT)) return undefined
  const folder = `${PROJECT_ROOT}/${joinPath('', first.slice(PROJECT_ROOT.length))}`
  return { kind: 'text', parts: [first.endsWith('/') ? `${folder}/` : folder, ...rest] }
}

const resolved: Model = ({ args }) => {
  const parts = texts(args)
  if (!parts) return partlyKnown(args)
  return literal(
    parts.some((part) => part.startsWith('/') || part.startsWith(PROJECT_ROOT))
      ? join(parts)
      : join([PROJECT_ROOT, ...parts]),
  )
}

const fromUrl: Model = ({ args }) => {
  const [value] = args
  return value?.kind === 'literal' && typeof value.value === 'string'
    ? literal(value.value.replace(/^file:\/\//, ''))
    : value
}

const dirname: Model = ({ args }) => {
  const parts = texts(args.slice(0, 1))
  return parts && literal(folderOf(parts[0]!))
}

/** `new URL('./plugins', import.meta.url)` */
const url: Model = ({ args }) => {
  const parts = texts(args)
  const base = parts?.[1]
  if (!parts || !base?.startsWith('file://')) return undefined
  return literal(`file://${joinPath(folderOf(base.slice('file://'.length)), parts[0]!)}`)
}

export const pathModels: Record<string, Model> = {
  'path.join': joined,
  'path.posix.join': joined,
  'path.resolve': resolved,
  'path.dirname': dirname,
  'url.fileURLToPath': fromUrl,
  'process.cwd': () => literal(PROJECT_ROOT),
  URL: url,
}
