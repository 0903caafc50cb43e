import type { Import, SourceFile } from '../../facts/source.ts'
import { packageNameOf } from '../../facts/tokens.ts'
import { blankComments } from './blank-comments.ts'
import type { ProfiledKind } from './middleware-kinds.ts'
import type { ProfileContext } from './profile-context.ts'
import { traitAt, type Trait } from './trait.ts'

/**
 * Middleware that loaded files speak of though nothing mounts it: made behind a switch, imported and left, or commented
 * out. What is handed on to somewhere that was not followed is not certain.
 */
export function dormantTraits(context: ProfileContext, kind: ProfiledKind): Trait[] {
  const made = kind.packages
    .flatMap((name) => [...context.views.program.ofPackage(name)])
    .filter(({ name }) => kind.made.test(`${name}()`))
  if (made.length > 0)
    return made.map((event) => {
      const text = event.name
      if (event.force !== 'on') return context.event(text, event)
      return traitAt(text, 'maybe', { file: event.file, at: event.call.nameAt }, 'made; no mount of it was found')
    })
  return kind.packages.flatMap((name) => mentions(context, name).slice(0, 1))
}

function mentions({ views, naming }: ProfileContext, name: string): Trait[] {
  return naming(name).flatMap((path) => {
    const file = views.program.evaluator.sources.parse(path)
    return file ? [mentionIn(file, name)] : []
  })
}

function mentionIn(file: SourceFile, name: string): Trait {
  const entry = file.imports.find(({ specifier, kind }) => kind !== 'type' && packageNameOf(specifier) === name)
  if (!entry) return traitAt(name, 'off', { file, at: Math.max(0, file.text.indexOf(name)) }, 'commented out')
  const names = file.bindings.flatMap((binding) => (isOf(file, binding, entry) ? [binding.name] : []))
  const code = blankComments(file.text)
  const uses = names.flatMap((binding) => occurrences(code, binding))
  if (names.length === 0 || uses.length > names.length)
    return traitAt(name, 'maybe', { file, at: entry.at }, 'imported; no mount of it was found')
  const remark = names.flatMap((binding) => occurrences(file.text, binding)).find((at) => !uses.includes(at))
  return remark === undefined
    ? traitAt(name, 'off', { file, at: entry.at }, 'imported, never mounted')
    : traitAt(name, 'off', { file, at: remark }, 'commented out')
}

/** A name that an import or a `require` gave. */
function isOf(file: SourceFile, { import: index, init }: SourceFile['bindings'][number], entry: Import): boolean {
  if (index !== undefined) return file.imports[index] === entry
  if (typeof init !== 'object' || init?.type !== 'call') return false
  const call = file.calls[init.call]!
  return call.import !== undefined && file.imports[call.import] === entry
}

function occurrences(text: string, name: string): number[] {
  return [...text.matchAll(new RegExp(`(?<![\\w$.'"/-])${name.replace(/\$/g, '\\$')}(?![\\w$'"/-])`, 'g'))].map(
    ({ index }) => index,
  )
}
