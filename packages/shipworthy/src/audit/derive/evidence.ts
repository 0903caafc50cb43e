import { lineAndColumn } from '../facts/position.ts'
import { redact } from '../facts/redact.ts'
import type { SourceFile } from '../facts/source.ts'
import type { Evidence } from '../model/outcome.ts'
import type { CallEvent } from './execution/call-event.ts'
import type { Site } from './program/value.ts'

const MAX_SNIPPET = 160

/** Evidence at an offset of a source file, with its line as written. */
export function codeAt(file: SourceFile, at: number, note?: string): Evidence {
  const { line, column } = lineAndColumn(file.lineStarts, at)
  const end = file.lineStarts[line] ?? file.text.length + 1
  const text = file.text.slice(file.lineStarts[line - 1], end - 1)
  const symbol = symbolAt(file, at)
  return {
    kind: 'code',
    file: file.path,
    line,
    column,
    ...(symbol && { symbol }),
    snippet: snippetOf(text),
    ...(note && { note }),
  }
}

/** Name of the innermost named function around an offset. */
function symbolAt(file: SourceFile, at: number): string | undefined {
  let best: SourceFile['functions'][number] | undefined
  for (const fn of file.functions) {
    if (fn.name && fn.at <= at && at <= fn.end && (!best || fn.end - fn.at < best.end - best.at)) best = fn
  }
  return best?.name
}

export function callAt({ file, call }: Pick<CallEvent, 'file' | 'call'>, note?: string): Evidence {
  return codeAt(file, call.nameAt, note)
}

export function siteAt(site: Site, note?: string): Evidence {
  return codeAt(site.file, site.at, note)
}

/** Evidence in a configuration file. */
export function settingAt(file: string, line: number | undefined, text?: string, note?: string): Evidence {
  return {
    kind: 'setting',
    file,
    ...(line !== undefined && { line }),
    ...(text !== undefined && { snippet: snippetOf(text) }),
    ...(note && { note }),
  }
}

/** What was sent to a running system, and what came back: `GET /health → 503 {"status":"fail"}`. */
export function probed(sent: string, answer: string, note?: string): Evidence {
  return { kind: 'probe', snippet: snippetOf(`${sent} → ${answer}`), ...(note && { note }) }
}

/** What was looked through without finding anything; `anchor` is the place where it would be expected. */
export function absence(note: string, anchor?: Evidence): Evidence {
  return anchor ? { ...anchor, kind: 'absence', note } : { kind: 'absence', note }
}

export function snippetOf(text: string): string {
  const clean = redact(text.trim().replace(/\s+/g, ' '))
  return clean.length > MAX_SNIPPET ? `${clean.slice(0, MAX_SNIPPET - 1)}…` : clean
}
