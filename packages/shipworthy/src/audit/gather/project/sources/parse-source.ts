import { parseSync, rawTransferSupported, type ParserOptions } from 'oxc-parser'
import type { SourceFile } from '../../../facts/source.ts'
import { lowerFile } from './lower/lower-file.ts'
import { nestsTooDeeply } from './nests-too-deeply.ts'

export type ParsedSource = SourceFile | { error: string; line?: number }

/** The published types leave out the raw-transfer option, which spares a round trip through JSON (four times faster). */
type Options = ParserOptions & { experimentalRawTransfer?: boolean }

/** How the syntax tree comes out of the parser. */
export type Transfer = 'raw' | 'json'

let preferred: Transfer = rawTransferSupported() && !process.env['SHIPWORTHY_NO_RAW'] ? 'raw' : 'json'

const TOO_DEEP = { error: 'nests too deeply to be analysed' }

/**
 * Parses one file. oxc does not recover from syntax errors, so a file that fails is tried once more as TSX, which takes
 * most Flow and mislabelled files; after that it is reported as not analysed.
 */
export function parseSource(path: string, text: string, transfer: Transfer = preferred): ParsedSource {
  if (nestsTooDeeply(text)) return TOO_DEEP
  const first = attempt(path, text, /\.\w+$/.test(path) ? {} : { lang: 'js' }, transfer)
  if (!('error' in first)) return first
  const second = attempt(path, text, { lang: 'tsx' }, transfer)
  return 'error' in second ? first : second
}

function attempt(path: string, text: string, options: Options, transfer: Transfer): ParsedSource {
  const result = parse(path, text, options, transfer)
  const error = result.errors.find((e) => e.severity === 'Error')
  if (error && result.program.body.length === 0) {
    const offset = error.labels[0]?.start
    const line = offset === undefined ? undefined : text.slice(0, offset).split('\n').length
    return { error: error.message, ...(line !== undefined && { line }) }
  }
  try {
    return lowerFile(path, text, result.program)
  } catch (failure) {
    // A chain of some thousand links is a tree of as many levels.
    if (failure instanceof RangeError) return TOO_DEEP
    throw failure
  }
}

function parse(path: string, text: string, options: Options, transfer: Transfer) {
  if (transfer === 'raw') {
    try {
      return parseSync(path, text, { ...options, experimentalRawTransfer: true } as Options)
    } catch (error) {
      // Raw transfer reserves a 6 GiB virtual buffer, which small machines refuse.
      if (!(error instanceof RangeError)) throw error
      preferred = 'json'
    }
  }
  return parseSync(path, text, options)
}
