import { lineAndColumn, lineStartsOf } from '../../facts/position.ts'
import { splitVariables, unquote } from '../entries/shell-words.ts'
import { changeOptions, optionsOfShebang, type ShellOptions } from './shell-options.ts'
import type { ShellCommand, ShellPipeline, ShellProgram } from './shell-program.ts'
import type { ShellToken } from './shell-token.ts'
import { shellTokens } from './shell-tokens.ts'

/** Substitutions in substitutions; nobody writes more. */
const MAX_DEPTH = 6

/**
 * Reads a shell text: commands, pipelines, redirections, options in force, functions, heredocs, with positions. It takes
 * any text; what is no shell gives commands that mean nothing.
 *
 * @example
 * parseShell('set -o pipefail\npg_dump app | gzip > app.gz').pipelines[1]
 * // { commands: [{ words: ['pg_dump', 'app'] … }, { words: ['gzip'] … }], hasPipefail: true, line: 2 … }
 *
 * @param options Options that whoever runs the text has set: `bash -eo pipefail`.
 */
export function parseShell(text: string, options: Partial<ShellOptions> = {}): ShellProgram {
  const shebang = /^#!\s*(.+?)\s*$/m.exec(text.startsWith('#!') ? text.slice(0, 200) : '')?.[1]
  const functions: string[] = []
  const own = { pipefail: false, errexit: false, ...options, ...(shebang && optionsOfShebang(shebang)) }
  const starts = lineStartsOf(text)
  const pipelines = readPipelines(text, {
    lineAt: (at) => lineAndColumn(starts, at).line,
    offset: 0,
    depth: 0,
    options: own,
    functions,
  })
  return { ...(shebang && { shebang }), pipelines, functions }
}

interface Reading {
  lineAt: (at: number) => number
  /** Where the text begins in the whole. */
  offset: number
  depth: number
  options: ShellOptions
  functions: string[]
  /** The function around it. */
  function?: string
}

interface OpenGroup {
  kind: 'brace' | 'subshell'
  function?: string
  /** Options outside a subshell, which come back behind it. */
  options?: ShellOptions
}

interface State {
  reading: Reading
  options: ShellOptions
  groups: OpenGroup[]
  found: ShellPipeline[]
  pipeline: ShellPipeline | undefined
  command: { raws: string[]; redirections: ShellCommand['redirections']; at: number } | undefined
  isCondition: boolean
  isNegated: boolean
  before: '&&' | '||' | undefined
  /** Words are passed over up to here: the list of `for`, the pattern of `case`. */
  skipping: 'list' | 'subject' | 'pattern' | undefined
  cases: number
  /** Bodies of `if` and of loops around. */
  bodies: number
  /** A function whose body comes next. */
  declared: string | undefined
  redirection: string | undefined
  isAfterPipe: boolean
}

function readPipelines(text: string, reading: Reading): ShellPipeline[] {
  const state: State = {
    reading,
    options: { ...reading.options },
    groups: [],
    found: [],
    pipeline: undefined,
    command: undefined,
    isCondition: false,
    isNegated: false,
    before: undefined,
    skipping: undefined,
    cases: 0,
    bodies: 0,
    declared: undefined,
    redirection: undefined,
    isAfterPipe: false,
  }
  const tokens = shellTokens(text)
  for (const [index, token] of tokens.entries()) takeToken(state, token, tokens[index + 1])
  endList(state, ';')
  return state.found
}

function takeToken(state: State, token: ShellToken, next: ShellToken | undefined): void {
  switch (token.kind) {
    case 'heredoc':
      return giveHeredoc(state, token.text)
    case 'redirection':
      state.redirection = token.text
      return
    case 'newline':
      if (state.skipping === 'list') state.skipping = undefined
      if (!state.isAfterPipe || state.command) endList(state, ';')
      return
    case 'operator':
      return takeOperator(state, token.text, token.at)
    case 'word':
      return takeWord(state, token, next)
  }
}

function takeOperator(state: State, text: string, at: number): void {
  if (state.skipping === 'pattern') {
    if (text === ')') state.skipping = undefined
    return
  }
  if (state.skipping === 'list' && text === ';') state.skipping = undefined
  if (text === '|' || text === '|&') {
    endCommand(state)
    state.isAfterPipe = true
  } else if (text === '(') openParenthesis(state, at)
  else if (text === ')') closeGroup(state, 'subshell')
  else if (text.startsWith(';;') || text === ';&') {
    endList(state, ';')
    if (state.cases > 0) state.skipping = 'pattern'
  } else endList(state, text as '&&' | '||' | ';' | '&')
}

/** `name()` declares a function; everything else is a subshell. */
function openParenthesis(state: State, at: number): void {
  const words = state.command?.raws ?? []
  if (words.length === 1 && /^[\w.:-]+$/.test(words[0]!)) {
    state.command = undefined
    if (state.pipeline?.commands.length === 0) state.pipeline = undefined
    if (state.declared !== words[0]) state.reading.functions.push(words[0]!)
    state.declared = words[0]!
    state.groups.push({ kind: 'subshell', function: '', options: state.options })
    return
  }
  endCommand(state)
  ensurePipeline(state, at)
  state.groups.push({ kind: 'subshell', options: { ...state.options }, ...openFunction(state) })
}

function closeGroup(state: State, kind: OpenGroup['kind']): void {
  const group = state.groups.at(-1)
  if (group?.kind !== kind) return endList(state, ';')
  state.groups.pop()
  // The parentheses of a declaration hold nothing.
  if (group.function === '') return
  endList(state, ';')
  if (group.options) state.options = group.options
  reopenPipeline(state)
}

/** What follows a group belongs to the last thing the group did: `(pg_dump …) | gzip`. */
function reopenPipeline(state: State): void {
  state.pipeline = state.found.at(-1)
  if (state.pipeline) state.found.pop()
}

const CONDITIONS = /^(if|elif|while|until)$/
const SEPARATING = /^(then|do|else)$/
const ENDS = /^(fi|done)$/

function takeWord(state: State, token: Extract<ShellToken, { kind: 'word' }>, next: ShellToken | undefined): void {
  const { raw, at } = token
  readNested(state, token)
  if (state.redirection !== undefined) {
    giveRedirection(state, { operator: state.redirection, target: unquote(raw) }, at)
    state.redirection = undefined
    return
  }
  if (state.skipping === 'subject') {
    if (raw === 'in') state.skipping = 'pattern'
    return
  }
  if (state.skipping === 'pattern' && raw === 'esac') state.skipping = undefined
  if (state.skipping) return
  if (!state.command && takeKeyword(state, raw, next)) return
  ensureCommand(state, at).raws.push(raw)
}

/** Behind a group it counts for the last thing the group did. */
function giveRedirection(state: State, redirection: ShellCommand['redirections'][number], at: number): void {
  const last = state.command || state.isAfterPipe ? undefined : state.pipeline?.commands.at(-1)
  const owner = last ?? ensureCommand(state, at)
  owner.redirections.push(redirection)
}

/** Whether a word at the place of a command is part of the grammar. */
function takeKeyword(state: State, raw: string, next: ShellToken | undefined): boolean {
  if (CONDITIONS.test(raw)) {
    state.isCondition = true
    if (raw === 'elif') state.bodies = Math.max(0, state.bodies - 1)
  } else if (SEPARATING.test(raw)) {
    state.isCondition = false
    if (raw !== 'else') state.bodies++
  } else if (ENDS.test(raw)) {
    state.bodies = Math.max(0, state.bodies - 1)
    reopenPipeline(state)
  } else if (raw === '!') state.isNegated = true
  else if (raw === '{') state.groups.push({ kind: 'brace', ...openFunction(state) })
  else if (raw === '}') closeGroup(state, 'brace')
  else if (raw === 'for' || raw === 'select') state.skipping = 'list'
  else if (raw === 'case') {
    state.skipping = 'subject'
    state.cases++
  } else if (raw === 'esac') {
    state.cases = Math.max(0, state.cases - 1)
    reopenPipeline(state)
  } else if (raw === 'function' && next?.kind === 'word') {
    // Its name comes as the next word; with or without parentheses the body follows.
    state.declared = next.raw
    state.reading.functions.push(next.raw)
    return true
  } else if (raw === state.declared && !state.command) return next?.kind !== 'operator' || next.text !== '('
  else return raw === 'time'
  return true
}

function openFunction(state: State): { function?: string } {
  const declared = state.declared
  state.declared = undefined
  return declared ? { function: declared } : functionOf(state)
}

function functionOf(state: State): { function?: string } {
  const name = state.groups.findLast((group) => group.function)?.function ?? state.reading.function
  return name ? { function: name } : {}
}

function ensurePipeline(state: State, at: number): ShellPipeline {
  state.pipeline ??= {
    commands: [],
    line: state.reading.lineAt(state.reading.offset + at),
    after: ';',
    ...(state.before && { before: state.before }),
    isNegated: state.isNegated,
    isCondition: state.isCondition,
    isInBranch: state.bodies > 0 || state.cases > 0,
    isSubstitution: state.reading.depth > 0,
    ...functionOf(state),
    hasPipefail: state.options.pipefail,
    hasErrexit: state.options.errexit,
  }
  return state.pipeline
}

function ensureCommand(state: State, at: number): NonNullable<State['command']> {
  ensurePipeline(state, at)
  state.isAfterPipe = false
  state.command ??= { raws: [], redirections: [], at }
  return state.command
}

function endCommand(state: State): void {
  const { command, pipeline, reading } = state
  state.command = undefined
  state.redirection = undefined
  if (!command || !pipeline) return
  const { variables, words } = splitVariables(command.raws.map(unquote))
  const line = reading.lineAt(reading.offset + command.at)
  pipeline.commands.push({ variables, words, redirections: command.redirections, line })
  if (words[0] === 'set') state.options = changeOptions(state.options, words.slice(1))
}

function endList(state: State, after: ShellPipeline['after']): void {
  endCommand(state)
  state.isAfterPipe = false
  const { pipeline } = state
  state.pipeline = undefined
  state.isNegated = false
  state.before = after === '&&' || after === '||' ? after : undefined
  if (!pipeline || pipeline.commands.length === 0) return
  pipeline.after = after
  state.found.push(pipeline)
}

/** A heredoc comes behind the line of its command. */
function giveHeredoc(state: State, text: string): void {
  const pipeline = state.pipeline ?? state.found.at(-1)
  const command = pipeline?.commands.findLast(({ redirections }) =>
    redirections.some(({ operator }) => /<<-?$/.test(operator)),
  )
  if (command) command.heredoc ??= text
}

function readNested(state: State, { nested }: Extract<ShellToken, { kind: 'word' }>): void {
  const { reading } = state
  if (reading.depth >= MAX_DEPTH) return
  for (const { text, at } of nested) {
    const around = functionOf(state)
    const inner = { ...reading, depth: reading.depth + 1, offset: reading.offset + at, options: state.options }
    state.found.push(...readPipelines(text, { ...inner, ...around }))
  }
}
