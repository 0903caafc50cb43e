import type { SkimmedSource } from '../../../facts/source-store.ts'

const SPECIFIER = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)(['"])([^'"\n]+)\1/g
const SPACE_OR_COMMENT = /\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\//y
const USE_CLIENT = /['"]use client['"]/y
/** No server component may call a hook; those of translation libraries are the exception. */
const ANY_HOOK = /(?<![\w.])use(?!Translations|Locale|Formatter|Now|Messages|TimeZone|Id\b)[A-Z]\w*\s*[(<]/
const SERVER_MARK =
  /['"]use server['"]|['"]server-only['"]|next\/(headers|server)|\bget(ServerSideProps|StaticProps|InitialProps)\b|react-dom\/server|\bexport\s+(async\s+)?(function|const)\s+(loader|action|GET|POST|PUT|PATCH|DELETE)\b/
const HOOK = /\buse(?:State|Effect|LayoutEffect|Reducer|Ref|Context|Callback|Memo|SyncExternalStore)\s*[(<]/
const BROWSER_PACKAGES =
  /^(react-dom\/client|react-dom$|react-native|vue$|vue-router|svelte|@angular\/(core|common|router)|solid-js|preact|@tanstack\/react-|zustand|jotai|react-router-dom|@reduxjs\/toolkit|react-redux|mobx-react|styled-components|@emotion\/|framer-motion|@storybook\/)/
const MAX_LINE = 20_000

/** What can be told of a source without parsing it. */
export function skimSource(path: string, text: string): Pick<SkimmedSource, 'specifiers' | 'client' | 'minified'> {
  const specifiers: string[] = []
  for (const match of text.matchAll(SPECIFIER)) specifiers.push(detached(match[2]!))
  return { specifiers, client: isClient(path, text, specifiers), minified: isMinified(text) }
}

const specifiersSeen = new Map<string, string>()

/** A part of a text keeps the whole text in memory; a copy does not. */
function detached(specifier: string): string {
  let copy = specifiersSeen.get(specifier)
  if (copy === undefined) {
    copy = Buffer.from(specifier).toString()
    specifiersSeen.set(copy, copy)
  }
  return copy
}

function isClient(path: string, text: string, specifiers: readonly string[]): boolean {
  if (beginsWithUseClient(text)) return true
  if (specifiers.some((specifier) => BROWSER_PACKAGES.test(specifier))) return true
  if (/\.[jt]sx$/.test(path) && ANY_HOOK.test(text) && !SERVER_MARK.test(text)) return true
  return specifiers.includes('react') && HOOK.test(text)
}

/** Step by step: as one pattern, comments can be read in so many ways that a file of them takes for ever. */
function beginsWithUseClient(text: string): boolean {
  SPACE_OR_COMMENT.lastIndex = 0
  let start = 0
  while (SPACE_OR_COMMENT.test(text)) start = SPACE_OR_COMMENT.lastIndex
  USE_CLIENT.lastIndex = start
  return USE_CLIENT.test(text)
}

function isMinified(text: string): boolean {
  if (text.length < 5_000) return false
  let longest = 0
  let lines = 1
  for (let from = 0, at = text.indexOf('\n'); ; from = at + 1, at = text.indexOf('\n', from)) {
    longest = Math.max(longest, (at === -1 ? text.length : at) - from)
    if (at === -1) break
    lines++
  }
  return longest > MAX_LINE || text.length / lines > 400
}
