export interface ColorMode {
  /** `--color` or `--no-color`. */
  flag?: boolean | undefined
  isTty: boolean
  env: Readonly<Record<string, string | undefined>>
}

/** The command line decides before NO_COLOR (no-color.org), that before FORCE_COLOR, that before the terminal. */
export function isColorWanted({ flag, isTty, env }: ColorMode): boolean {
  if (flag !== undefined) return flag
  if (env['NO_COLOR']) return false
  const forced = env['FORCE_COLOR']
  if (forced) return forced !== '0' && forced !== 'false'
  return isTty && env['TERM'] !== 'dumb'
}
