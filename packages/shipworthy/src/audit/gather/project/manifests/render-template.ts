import { evaluateTemplate, holds, type TemplateScope } from './evaluate-template.ts'
import type { SettingNode } from '../../../facts/setting-node.ts'
import { settleLines } from './settle-lines.ts'

/** A Helm template made into YAML: every expression became a token, and lines stay where they were. */
export interface TokenizedTemplate {
  text: string
  expressions: readonly TemplateExpression[]
}

export interface TemplateExpression {
  source: string
  /** What it gives with the values of the chart, where that can be told. */
  value?: SettingNode
}

/** `if` inside `if`; deeper templates are not followed. */
const MAX_FRAMES = 50
/** What no parser takes for YAML. */
const NO_YAML = '['

interface Frame {
  keyword: string
  isOn: boolean
  /** A branch was taken, so `else` is not. */
  isTaken: boolean
  isMarked: boolean
  dot: TemplateScope['dot']
}

/** The token of an expression inside a line, the key for one that fills lines of its own, the tag for one above a block. */
export const TOKEN = /__sw(\d+)__/g
export const BLOCK_TAG = /^!sw(\d+)$/
export const MARKER = /^__swopen(\d+)__$/

/** `{{- … -}}`; a brace pair inside ends it, so that a text full of them takes no longer than its length. */
const ACTION = /\{\{((?:(?!\{\{|\}\})[\s\S])*)\}\}/g

/**
 * Follows `if`, `with` and `range` as far as the values of the chart decide them. Nothing is called: an `include` or a
 * function that is not known leaves a token, and what it would have added counts as not known.
 */
export function tokenizeTemplate(text: string, values: SettingNode | undefined): TokenizedTemplate {
  const expressions: TemplateExpression[] = []
  const frames: Frame[] = []
  const output: string[] = []
  const scope = (): TemplateScope => ({ values, dot: frames.length > 0 ? frames.at(-1)!.dot : 'root' })
  const token = (source: string): number => {
    const value = evaluateTemplate(source, scope())
    return expressions.push({ source, ...(value && { value }) }) - 1
  }

  for (const line of onOneLine(text).split('\n')) {
    if (frames.length > MAX_FRAMES) return { text: NO_YAML, expressions }
    const rest = line.replace(ACTION, '').trim()
    if (line.includes('{{') && rest === '') output.push(actionLine(line))
    else if (frames.every(({ isOn }) => isOn)) output.push(inlineTokens(line))
    else output.push(droppedLine(line))
  }
  return { text: settleLines(output).join('\n'), expressions }

  function actionLine(line: string): string {
    let result = ''
    for (const [, inner = ''] of line.matchAll(ACTION)) {
      const source = sourceOf(inner)
      if (isControl(source)) control(source)
      else if (frames.every(({ isOn }) => isOn)) result = marker(token(source), indentOf(line, source))
    }
    return result
  }

  function inlineTokens(line: string): string {
    if (!line.includes('{{')) return line
    const whole = line.replace(
      /\{\{-?\s*(?:if|with|range)\b.*\{\{-?\s*end\s*-?\}\}/,
      (part) => `__sw${expressions.push({ source: part }) - 1}__`,
    )
    return whole.replace(ACTION, (_, inner: string) => `__sw${token(sourceOf(inner))}__`)
  }

  /** The first line of what a value switches off leaves a mark: with other values it would be there. */
  function droppedLine(line: string): string {
    const frame = frames.find(({ isOn }) => !isOn)!
    const indent = line.length - line.trimStart().length
    if (frame.isMarked || frame.keyword === 'define' || line.trim() === '' || line.trim().startsWith('#')) return ''
    frame.isMarked = true
    if (indent === 0) return ''
    const mark = marker(expressions.push({ source: line.trim() }) - 1, indent)
    return /^-(\s|$)/.test(line.trim()) ? mark.replace('__sw', '- __sw') : mark
  }

  function control(source: string): void {
    const [, keyword = '', subject = ''] = /^(\w+)\b\s*([\s\S]*)$/.exec(source) ?? []
    if (keyword === 'end') frames.pop()
    else if (keyword === 'else') alternative(subject.replace(/^if\s+/, ''), subject.startsWith('if '))
    else if (/^(if|with|range|define|block)$/.test(keyword)) frames.push(frameFor(keyword, subject))
  }

  function frameFor(keyword: string, subject: string): Frame {
    const outer = scope()
    const decided = keyword === 'define' || keyword === 'block' ? false : holds(subject.replace(/^.*:=\s*/, ''), outer)
    const isOn = decided ?? true
    const dot = keyword === 'with' ? evaluateTemplate(subject, outer) : keyword === 'range' ? undefined : outer.dot
    return { keyword, isOn, isTaken: isOn, isMarked: false, dot }
  }

  function alternative(condition: string, isConditional: boolean): void {
    const frame = frames.at(-1)
    if (!frame) return
    frame.isOn = !frame.isTaken && (!isConditional || (holds(condition, scope()) ?? true))
    frame.isTaken ||= frame.isOn
    frame.isMarked = false
  }
}

/** Without the dashes that trim what stands around it. */
function sourceOf(inner: string): string {
  return inner.replace(/^-/, '').replace(/-$/, '').trim()
}

/** Stands for keys or items; which of the two, the lines around it tell. */
function marker(id: number, indent: number): string {
  return `${' '.repeat(indent)}__swopen${id}__: ~`
}

function isControl(source: string): boolean {
  return (
    /^(if|else|end|with|range|define|block|template|break|continue)\b/.test(source) ||
    /^(\/\*|\$\w+\s*:?=)/.test(source) ||
    /^(fail|required)\b/.test(source)
  )
}

function indentOf(line: string, source: string): number {
  const given = /\bn?indent\s+(\d+)/.exec(source)?.[1]
  return given === undefined ? line.length - line.trimStart().length : Number(given)
}

/** An action over several lines moves to its first line; the number of lines stays. */
function onOneLine(text: string): string {
  return text.replace(/\r\n/g, '\n').replace(ACTION, (action) => {
    const breaks = action.split('\n').length - 1
    return breaks === 0 ? action : `${action.replace(/\s*\n\s*/g, ' ')}${'\n'.repeat(breaks)}`
  })
}
