import type { PackageManifest } from '../../facts/packages.ts'
import { shellCommands } from '../entries/shell-words.ts'
import { isHarmless, isOtherScript, isTestName, isTestRun, programOf, targetUse } from './test-programs.ts'

/** What a command line does for the tests. `open`: it runs something that cannot be looked into. */
export type TestUse = 'tests' | 'open' | 'none'

export interface TestContext {
  manifests: readonly PackageManifest[]
  /** Lines of a shell script of the project, by its file name. */
  script: (name: string) => readonly string[] | undefined
}

/** `strange`: an unknown program; a script called `test` that runs one is taken to run tests. */
type Use = TestUse | 'strange'

interface Search extends TestContext {
  /** Scripts that lead here: none is followed twice. */
  path: readonly string[]
}

const PREFIXES = /^(then|do|else|if|elif|!|\{|-.*|\w+=.*)$/
/** Programs that run the rest of their line. */
const WRAPPERS =
  /^(sudo|env|exec|time|timeout|nohup|command|xvfb-run|cross-env(-shell)?|dotenv|dotenvx|env-cmd|doppler|infisical|op|npx|pnpx|bunx|corepack|c8|nyc|retry|dbus-run-session)$/

/**
 * Whether a command line runs tests, with the scripts of package.json and shell scripts followed.
 *
 * @example
 * testUse('npm run verify', context)   // 'tests' where "verify" is "eslint . && vitest run"
 */
export function testUse(line: string, context: TestContext): TestUse {
  const use = useOfLine(line.replace(/\$\{\{.*?\}\}/g, '*'), { ...context, path: [] })
  return use === 'strange' ? 'none' : use
}

function useOfLine(line: string, search: Search): Use {
  return strongest(shellCommands(line).map(({ words }) => useOfWords(words, search)))
}

function strongest(uses: readonly Use[]): Use {
  return (['tests', 'open', 'strange'] as const).find((use) => uses.includes(use)) ?? 'none'
}

function useOfWords(all: readonly string[], search: Search): Use {
  const start = all.findIndex((word) => !PREFIXES.test(word))
  if (start === -1) return 'none'
  const program = programOf(all[start])
  const rest = all.slice(start + 1)
  const isRun = isTestRun(program, rest)
  if (isRun !== undefined) return isRun ? 'tests' : 'none'
  if (/^(node|nodejs|tsx|ts-node|babel-node|esno)$/.test(program)) return useOfNode(rest, search)
  if (/^(npm|yarn|pnpm|bun)$/.test(program)) return useOfManager(program, rest, search)
  if (/^(turbo|nx|lerna|wsrun|moon|rush)$/.test(program)) return useOfTasks(program, rest, search)
  if (/^(docker|docker-compose|podman|podman-compose)$/.test(program)) return useOfDocker(program, rest, search)
  if (/^(make|just|task|earthly|dagger|bazel|nix)$/.test(program)) return targetUse(rest)
  if (/^(run-s|run-p|npm-run-all2?|concurrently|start-server-and-test|start-test)$/.test(program))
    return useOfMany(rest, search)
  if (/^(ba|da|a|z)?sh$|\.(sh|bash)$/.test(program)) return useOfShell(all.slice(start), search)
  if (program === 'mise') return targetUse(rest) === 'none' ? 'none' : 'open'
  if (WRAPPERS.test(program)) return useWithin(rest, search)
  if (all[start]!.includes('/') && isTestName(program)) return 'open'
  return isHarmless(program) ? 'none' : 'strange'
}

/** Looks for a test command behind the options of a wrapper, which need not be known then. */
function useWithin(words: readonly string[], search: Search): Use {
  const uses = words.map((word, at) =>
    /\s/.test(word) ? useOfLine(word, search) : useOfWords(words.slice(at), search),
  )
  return uses.find((use) => use === 'tests') ?? uses.find((use) => use === 'open') ?? uses[0] ?? 'none'
}

function useOfNode(rest: readonly string[], search: Search): Use {
  if (rest.some((word) => /^--test(=|$)/.test(word))) return 'tests'
  const run = rest.indexOf('--run')
  if (run !== -1) return useOfScript(rest[run + 1] ?? '', [], search)
  const at = rest.findIndex((word) => !word.startsWith('-'))
  const file = rest[at] ?? ''
  if (/(^|\/)(tests?|specs?|e2e)(\/|\.|$)|\.(test|spec)\./.test(file)) return 'tests'
  return /node_modules\/|\/bin\/|^ace(\.js)?$/.test(file) ? useOfWords(rest.slice(at), search) : 'strange'
}

const OPTION_WITH_VALUE = /^(--filter|-F|--workspace|-w|--prefix|-C|--dir|--cwd|--scope)$/
const NO_SCRIPTS =
  /^(install|i|ci|add|remove|uninstall|config|set|cache|prune|audit|link|pack|publish|version|create|init|rebuild|update|up|fetch|deploy|list|ls|info|view|login|why|global|dedupe|import|store|env|setup|outdated|pkg)$/

function useOfManager(program: string, rest: readonly string[], search: Search): Use {
  const use = useOfManagerWords(program, rest, search)
  return use === 'open' && rest.includes('--if-present') ? 'none' : use
}

function useOfManagerWords(program: string, rest: readonly string[], search: Search): Use {
  const plain = rest.filter((word, at) => !word.startsWith('-') && !OPTION_WITH_VALUE.test(rest[at - 1] ?? ''))
  const words = plain[0] === 'workspace' ? plain.slice(2) : plain[0] === 'workspaces' ? plain.slice(1) : plain
  const [first = '', ...others] = words[0] === 'foreach' ? words.slice(1) : words
  if (/^(exec|dlx|x)$/.test(first)) return useWithin(rest.slice(rest.indexOf(first) + 1), search)
  if (/^(run|run-script|rum)$/.test(first)) return useOfScript(others[0] ?? '', others.slice(1), search)
  if (program === 'bun' && first === 'test') return 'tests'
  if (/^(t|tst|test|it|install-test|cit)$/.test(first)) return useOfScript('test', others, search)
  if (first === 'start') return useOfScript('start', others, search)
  if (program === 'npm' || first === '' || NO_SCRIPTS.test(first)) return 'none'
  // `yarn verify`, `pnpm vitest`: a script, or else a program of a dependency.
  const isProgram = isTestRun(first, others) !== undefined || !isTestName(first)
  return isProgram && scriptsNamed(first, search).length === 0
    ? useOfWords(rest.slice(rest.indexOf(first)), search)
    : useOfScript(first, others, search)
}

function useOfScript(name: string, extra: readonly string[], search: Search): Use {
  if (search.path.includes(name)) return 'none'
  const texts = scriptsNamed(name, search)
  if (texts.length === 0) return isTestName(name) ? 'open' : 'none'
  const inner = { ...search, path: [...search.path, name] }
  const uses = texts.map((text) =>
    /no test specified/i.test(text) ? 'none' : useOfLine([text, ...extra].join(' '), inner),
  )
  const use = strongest(uses)
  if (use !== 'strange') return use
  return isTestName(name) ? 'tests' : isOtherScript(name) ? 'none' : 'strange'
}

/** Scripts by name in any package; `test:*` stands for all that begin so. */
function scriptsNamed(name: string, { manifests }: TestContext): string[] {
  const parts = name.split(/\$\{?\w+\}?|\*+/).map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  const pattern = new RegExp(`^${parts.join('.+')}$`)
  const texts = manifests.flatMap(({ scripts }) =>
    Object.keys(scripts).flatMap((key) => (pattern.test(key) ? [scripts[key]!.value] : [])),
  )
  return [...new Set(texts)]
}

/** `turbo run test lint`, `nx affected -t test`, `lerna run test` */
function useOfTasks(program: string, rest: readonly string[], search: Search): Use {
  // Nx and moon infer tasks from the tools they find, without scripts.
  if (program === 'nx' || program === 'moon') {
    const names = rest.flatMap((word) => word.replace(/^--?\w[\w-]*=/, '').split(/[,:]/))
    return names.some(isTestName) ? 'tests' : 'none'
  }
  const plain = rest.filter((word) => !word.startsWith('-') && word !== 'run')
  return strongest(plain.map((name) => useOfScript(name, [], search)))
}

function useOfDocker(program: string, rest: readonly string[], search: Search): Use {
  const text = rest.join(' ')
  const isCompose = program.endsWith('-compose') || rest[0] === 'compose'
  if (/\bcypress\/included\b/.test(text)) return 'tests'
  const run = rest.findIndex((word) => word === 'run' || word === 'exec')
  if (run !== -1) {
    const after = rest.slice(run + 1)
    const isTest = isCompose && after.some((word) => /^(tests?|e2e|sut|[\w-]+[-_]tests?)$/.test(word))
    return isTest || useWithin(after, search) === 'tests' ? 'tests' : 'none'
  }
  // With these flags a container decides over the job.
  if (rest.includes('up') && /--(exit-code-from|abort-on-container-(exit|failure))/.test(text)) {
    return /test|e2e|spec|sut|cypress|playwright|integration|[._-]ci\b/i.test(text) ? 'tests' : 'open'
  }
  return rest.includes('build') && /--target[= ]tests?\b/.test(text) ? 'tests' : 'none'
}

function useOfMany(rest: readonly string[], search: Search): Use {
  const words = rest.filter((word) => !word.startsWith('-'))
  return strongest(
    words.map((word) =>
      /\s/.test(word) ? useOfLine(word, search) : useOfScript(word.replace(/^(npm|yarn|pnpm|bun):/, ''), [], search),
    ),
  )
}

function useOfShell(words: readonly string[], search: Search): Use {
  const flag = words.findIndex((word) => /^-\w*c$/.test(word))
  if (flag !== -1) return useOfLine(words[flag + 1] ?? '', search)
  const file = words.find((word, at) => !word.startsWith('-') && (at > 0 || /\.(sh|bash)$/.test(word)))
  if (!file || search.path.includes(file)) return 'none'
  const lines = search.script(file)
  if (!lines) return /(^|[-_/.])(tests?|e2e|ci|verify)([-_.]|$)/.test(file) ? 'open' : 'none'
  const inner = { ...search, path: [...search.path, file] }
  const use = strongest(lines.filter((line) => !/^\s*#/.test(line)).map((line) => useOfLine(line, inner)))
  return use === 'strange' ? 'none' : use
}
