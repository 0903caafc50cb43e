/** A text of a compose file with its variables filled in. */
export interface Interpolated {
  text: string
  /** Variables whose value is given when the file is used, and only then. */
  open: string[]
  /** Variables that fall back to a value the file holds. */
  defaulted: string[]
}

/** `$$`, `$NAME`, `${NAME}` and `${NAME<operator>text}`, whose text may hold further variables. */
const VARIABLE = /\$(?:\$|(\w+)|\{(\w+)(?:(:?[-?+])((?:[^{}]|\{[^{}]*\})*))?\})/g

/**
 * Interpolation as Compose does it: `:-` and `-` give a default, `:?` and `?` demand a value, `:+` and `+` replace one
 * that is set.
 *
 * @param variables What the `.env` file beside the compose file sets.
 *
 * @see https://docs.docker.com/reference/compose-file/interpolation/
 */
export function interpolateCompose(written: string, variables: ReadonlyMap<string, string>): Interpolated {
  const open: string[] = []
  const defaulted: string[] = []
  const text = written.replace(VARIABLE, (whole: string, plain?: string, braced?: string, operator = '', word = '') => {
    const name = plain ?? braced
    if (name === undefined) return '$'
    const value = variables.get(name)
    const isSet = value !== undefined && (value !== '' || !operator.startsWith(':'))
    if (operator.endsWith('+')) return isSet ? word : ''
    if (isSet) return value
    if (operator.endsWith('-')) {
      const inner = interpolateCompose(word, variables)
      defaulted.push(name, ...inner.defaulted)
      open.push(...inner.open)
      return inner.text
    }
    open.push(name)
    return whole
  })
  return { text, open, defaulted }
}
