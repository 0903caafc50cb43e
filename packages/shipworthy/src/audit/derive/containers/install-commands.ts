import { baseName } from '../../facts/paths.ts'
import { shellCommands, type SimpleCommand } from '../entries/shell-words.ts'

/** A command that installs the dependencies of a project. */
export interface InstallCommand {
  manager: 'npm' | 'yarn' | 'pnpm' | 'bun'
  /** As written, for evidence. */
  text: string
  /** `frozen`: only what the lockfile says. `open`: depends on a variable. */
  state: 'frozen' | 'loose' | 'open'
  /** It ends with an error when there is no lockfile. */
  needsLockfile: boolean
  /** Packages it names without a version; empty when it installs what package.json says. */
  unpinned: string[]
  variables: Record<string, string>
}

/** Words in front of a command that do not change what it installs. */
const PREFIXES = /^(then|do|else|if|elif|!|\{|sudo|exec|env|time|nice|command|corepack|npx|cross-env|retry|-.*|\w+=.*)$/
const VALUE_FLAGS =
  /^(--prefix|-C|--dir|--cwd|--filter|-F|--workspace|--omit|--include|--only|--registry|--loglevel|--cache|--userconfig|--network-timeout|--network-concurrency|--cache-folder|--modules-folder|--store-dir|--reporter|--backend|--mutex)$/
const OTHER_PURPOSE =
  /^(-g|--global|--location(=global)?|--package-lock-only|--lockfile-only|--dry-run|--version|-v|--help)$/

/** The install commands of a shell line; global tools and commands that only touch the lockfile are left out. */
export function installCommands(line: string): InstallCommand[] {
  return shellCommands(line).flatMap((command) => {
    const inner = innerLine(command)
    return inner === undefined ? (installOf(command) ?? []) : installCommands(inner)
  })
}

/** `sh -c "npm ci"` */
function innerLine({ words }: SimpleCommand): string | undefined {
  if (!/^(ba|da|a|z)?sh$/.test(baseName(words[0] ?? ''))) return undefined
  const flag = words.findIndex((word) => /^-\w*c$/.test(word))
  return flag === -1 ? undefined : words[flag + 1]
}

function installOf({ words, variables }: SimpleCommand): InstallCommand | undefined {
  const start = words.findIndex((word) => !PREFIXES.test(word) && !word.endsWith('.sh'))
  const program = baseName(words[start] ?? '').replace(/@.*$/, '')
  if (!/^(npm|yarn|pnpm|bun)$/.test(program)) return undefined
  const manager = program as InstallCommand['manager']
  const rest = withoutRedirections(words.slice(start + 1))
  const flags = rest.filter((word) => word.startsWith('-'))
  if (flags.some((flag) => OTHER_PURPOSE.test(flag))) return undefined
  const [verb = '', ...names] = rest.filter(
    (word, at) => !word.startsWith('-') && !VALUE_FLAGS.test(rest[at - 1] ?? ''),
  )
  // Yarn 2 and later only, which installs a workspace from the lockfile.
  const isFocus = manager === 'yarn' && verb === 'workspaces' && names[0] === 'focus'
  const kind = isFocus ? 'frozen' : kindOf(manager, verb, flags)
  if (!kind) return undefined
  const text = [program, ...rest].join(' ')
  const base = { manager, text, variables, unpinned: [], needsLockfile: false }
  if (kind === 'frozen') return { ...base, state: 'frozen', needsLockfile: needsLockfile(manager, verb, flags) }
  if (kind === 'open' || [...names, ...flags].some((word) => word.startsWith('$'))) return { ...base, state: 'open' }
  const unpinned = names.filter(isUnpinned)
  return names.length > 0 && unpinned.length === 0 ? undefined : { ...base, unpinned, state: 'loose' }
}

function kindOf(
  manager: InstallCommand['manager'],
  verb: string,
  flags: readonly string[],
): 'frozen' | 'install' | 'open' | undefined {
  if (verb.startsWith('$')) return 'open'
  const isFrozen = flags.some((flag) => /^--(frozen-lockfile|immutable|immutable-cache)(=true)?$/.test(flag))
  switch (manager) {
    case 'npm':
      if (/^(ci|clean-install|ic|install-clean|cit|install-ci-test)$/.test(verb)) return 'frozen'
      return /^(install|i|in|add|isntall|it|install-test)$/.test(verb) ? 'install' : undefined
    case 'yarn':
      if (verb === 'add') return 'install'
      return verb !== '' && verb !== 'install' ? undefined : isFrozen ? 'frozen' : 'install'
    case 'pnpm':
      if (/^(fetch|ci)$/.test(verb)) return 'frozen'
      if (verb === 'add') return 'install'
      return /^(install|i)$/.test(verb) ? (isFrozen || flags.includes('--offline') ? 'frozen' : 'install') : undefined
    case 'bun':
      if (verb === 'ci') return 'frozen'
      if (/^(add|a)$/.test(verb)) return 'install'
      // `--production` switches the frozen lockfile on: PackageManagerOptions.zig.
      return /^(install|i)$/.test(verb)
        ? isFrozen || flags.some((f) => /^(--production|-p)$/.test(f))
          ? 'frozen'
          : 'install'
        : undefined
  }
}

function needsLockfile(manager: InstallCommand['manager'], verb: string, flags: readonly string[]): boolean {
  return manager === 'npm' || (manager === 'pnpm' && (verb === 'ci' || flags.includes('--frozen-lockfile')))
}

/** `express`, `express@latest`; not `express@4`, `./tool.tgz` or a variable. */
function isUnpinned(name: string): boolean {
  if (/^[./~$]|^(file|https?|git[+@:]|github):|\.tgz$/.test(name)) return false
  const at = name.lastIndexOf('@')
  return at <= 0 || /^(latest|next|\*|)$/.test(name.slice(at + 1))
}

function withoutRedirections(words: readonly string[]): string[] {
  const end = words.findIndex((word) => /^\d*[<>]|^#|^\}$|^fi$/.test(word))
  return [...(end === -1 ? words : words.slice(0, end))]
}
