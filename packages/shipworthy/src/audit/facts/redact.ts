import { mergeRanges, secretRanges } from './secret-ranges.ts'
import { variableRanges } from './setting-ranges.ts'

const HIDDEN = '••••'
/** On one line, whatever follows the header of a key is part of it. */
const KEY_AFTER_HEADER = /(-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----)(?:(?!-----END).)+/gs

/** Takes secrets out of a line before it is shown. */
export function redact(text: string): string {
  let result = ''
  let from = 0
  for (const { start, end, shown } of mergeRanges([...secretRanges(text), ...variableRanges(text)])) {
    result += `${text.slice(from, Math.min(start + shown, end))}${HIDDEN}`
    from = end
  }
  return (result + text.slice(from)).replace(KEY_AFTER_HEADER, `$1${HIDDEN}`)
}
