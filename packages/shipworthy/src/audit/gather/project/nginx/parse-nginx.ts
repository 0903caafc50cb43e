import type { NginxDirective } from '../../../facts/nginx.ts'
import { lineAndColumn, lineStartsOf } from '../../../facts/position.ts'
import { tokenizeNginx, wordOf, type NginxToken } from './tokenize-nginx.ts'

export interface ParsedNginx {
  directives: NginxDirective[]
  isTemplated: boolean
  problem?: { reason: string; line: number }
}

/** Blocks in blocks; a real configuration has six at most. */
const MAX_DEPTH = 40

/** Directives as a tree. What is wrong in the text is told, and the rest is read as far as it can be. */
export function parseNginx(text: string): ParsedNginx {
  const tokens = tokenizeNginx(text)
  const starts = lineStartsOf(text)
  const root: NginxDirective[] = []
  const open: NginxDirective[][] = [root]
  const openedAt: number[] = []
  let words: NginxToken[] = []
  let problem: ParsedNginx['problem']

  function complain(reason: string, at: number): void {
    problem ??= { reason, line: lineAndColumn(starts, at).line }
  }

  function finish(hasBlock: boolean): void {
    const [first, ...rest] = words
    words = []
    if (!first) return
    const directive: NginxDirective = {
      name: wordOf(first.text),
      args: rest.map((word) => wordOf(word.text)),
      ...lineAndColumn(starts, first.at),
      ...(hasBlock && { block: [] }),
    }
    open.at(-1)!.push(directive)
    if (directive.block) open.push(directive.block)
  }

  for (const token of tokens) {
    if (token.kind === 'word') words.push(token)
    else if (token.kind === 'end') finish(false)
    else if (token.kind === 'open') {
      if (words.length === 0) complain('a block without a name', token.at)
      if (open.length > MAX_DEPTH) return { directives: root, isTemplated: false, problem: tooDeep(starts, token.at) }
      if (words.length === 0) words.push({ ...token, text: '?' })
      openedAt.push(token.at)
      finish(true)
    } else if (token.kind === 'close') {
      if (words.length > 0) complain(`"${wordOf(words[0]!.text)}" is not ended by ";"`, words[0]!.at)
      finish(false)
      if (open.length > 1) open.pop()
      else complain('a "}" that closes nothing', token.at)
      openedAt.pop()
    }
  }
  if (open.length > 1) complain('a block is not closed', openedAt.at(-1) ?? 0)
  else if (words.length > 0) complain(`"${wordOf(words[0]!.text)}" is not ended by ";"`, words[0]!.at)
  finish(false)
  return {
    directives: root,
    isTemplated: tokens.some(({ kind }) => kind === 'template'),
    ...(problem && { problem }),
  }
}

function tooDeep(starts: readonly number[], at: number): { reason: string; line: number } {
  return { reason: 'nests too deeply', line: lineAndColumn(starts, at).line }
}
