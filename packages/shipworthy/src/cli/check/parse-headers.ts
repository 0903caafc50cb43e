import { usageError } from '../parse-option.ts'

/** RFC 9110, section 5.1. */
const HEADER = /^([!#$%&'*+.^_`|~\w-]+):\s*(.*)$/

/** `Name: value` lines as a record. A value is never repeated in an error: it may be a credential. */
export function parseHeaders(lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    lines.map((line) => {
      const [, name, value = ''] = HEADER.exec(line) ?? []
      if (name === undefined) throw usageError('--header takes a name and a value, such as "Authorization: Bearer …"')
      return [name, value]
    }),
  )
}
