import type { PackageManifest } from '../facts/packages.ts'
import { baseName } from '../facts/paths.ts'
import { shellCommands } from './entries/shell-words.ts'

/** What a command line does for the tests. `open`: it runs something that cannot be looked into. */
export type TestUse = 'tests' | 'open' | 'none'

export interface TestContext {
  manifests: readonly PackageManifest[]
  /** Lines of a shell script of the project, by its file name. */
  script: (name: string) => readonly string[] | undefined
}

/** `strange`: a program this file does not know; a script called `test` that runs one runs tests. */
type Use = TestUse | 'strange'

const MAX_DEPTH = 8
const RUNNERS =
  /^(jest|vitest|_?mocha|ts-mocha|electron-mocha|ava|tap|tape|babel-tape-runner|jasmine|lab|uvu|cucumber-js|nightwatch|testcafe|wdio|codeceptjs|borp|poku|qunit|brittle|web-test-runner|wtr|start-storybook-test|test-storybook|stryker)$/
/** Runners that need a subcommand to run anything. */
const RUNNER_VERBS: Record<string, RegExp> = {
  playwright: /^test$/,
  cypress: /^run$/,
  karma: /^start$/,
  newman: /^run$/,
  ng: /^(test|e2e)$/,
  deno: /^test$/,
  'react-scripts': /^test$/,
  'react-app-rewired': /^test$/,
  craco: /^test$/,
  'vue-cli-service': /^test:/,
  'wp-scripts': /^test/,
  nps: /^test/,
  grunt: /^(test|.*:test)$/,
  gulp: /^(test|.*:test)$/,
}
const TEST_NAME =
  /^(do-)?(test|tests|unit|e2e|integration|spec|specs|jest|vitest|mocha|cypress|playwright|coverage|cov)([:_.-]|$)/i
const OTHER_NAME = /lint|type|build|watch|install|setup|seed|prepare|open|load|report|merge|generators?:app/i
const PREFIXES = /^(then|do|else|if|elif|!|\{|-.*|\w+=.*)$/
/** Programs that run the rest of their line. */
const WRAPPERS =
  /^(sudo|env|exec|time|timeout|nohup|command|xvfb-run|cross-env(-shell)?|dotenv|dotenvx|env-cmd|doppler|infisical|npx|pnpx|bunx|corepack|c8|nyc|start-server-and-test|start-test|retry|tsx|ts-node|babel-node|dbus-run-session|op)$/
const HARMLESS =
  /^(eslint|tsc|vue-tsc|prettier|echo|exit|true|false|standard|xo|biome|oxlint|stylelint|pug-lint|cd|mkdir|rm|cp|rimraf|set|export|sleep|node|test|\[|lint-staged|tsup|vite|webpack|next)$/

/** Whether a command line runs tests, scripts of package.json and shell scripts followed. */
export function testUse(line: string, context: TestContext): TestUse {
  const use = useOfLine(line, context, 0)
  return use === 'strange' ? 'none' : use
}

function useOfLine(line: string, context: TestContext, depth: number): Use {
  if (depth > MAX_DEPTH) return 'open'
  return strongest(shellCommands(line).map(({ words }) => useOfWords(words, context, depth)))
}

function strongest(uses: readonly Use[]): Use {
  return (['tests', 'open', 'strange'] as const).find((use) => uses.includes(use)) ?? 'none'
}

function useOfWords(all: readonly string[], context: TestContext, depth: number): Use {
  const words = all.slice(Math.max(0, all.findIndex((word) => !PREFIXES.test(word))))
  const program = programOf(words[0])
  const rest = words.slice(1)
  if (RUNNERS.test(program)) return rest.some((word) => /^--(version|help|init|clearCache|showConfig)$/.test(word)) ? 'none' : 'tests'
  const verb = RUNNER_VERBS[program]
  if (verb) return rest.some((word) => verb.test(word)) ? 'tests' : 'none'
  if (/^(node|nodejs)$/.test(program)) return useOfNode(rest, context, depth)
  if (/^(npm|yarn|pnpm|bun)$/.test(program)) return useOfManager(program, rest, context, depth)
  if (/^(turbo|nx|lerna|wsrun|moon|rush|wireit)$/.test(program)) return useOfTasks(program, rest, context, depth)
  if (/^(docker|docker-compose|podman|podman-compose)$/.test(program)) return useOfDocker(rest, context, depth)
  if (/^(make|just|task|earthly|dagger|bazel|nix)$/.test(program)) return useOfTarget(rest)
  if (/^(run-s|run-p|npm-run-all2?|concurrently)$/.test(program)) return useOfMany(rest, context, depth)
  if (/^(ba|da|a|z)?sh$/.test(program) || /\.(sh|bash)$/.test(words[0] ?? '')) return useOfShell(words, context, depth)
  if (WRAPPERS.test(program)) return useWithin(rest, context, depth)
  return program === '' || HARMLESS.test(program) ? 'none' : 'strange'
}

/** `node_modules/.bin/jest`, `grunt-cli/bin/grunt`, `playwright@1.49` */
function programOf(word = ''): string {
  return baseName(word).replace(/(?<=\w)@.*$/, '').replace(/\.(cmd|[cm]?js)$/, '')
}

/** The first word from which on the rest is a test command; options of wrappers need not be known then. */
function useWithin(words: readonly string[], context: TestContext, depth: number): Use {
  const uses = words.map((word, at) =>
    /\s/.test(word) ? useOfLine(word, context, depth + 1) : useOfWords(words.slice(at), context, depth + 1),
  )
  return uses.find((use) => use === 'tests') ?? uses.find((use) => use === 'open') ?? 'strange'
}

function useOfNode(rest: readonly string[], context: TestContext, depth: number): Use {
  if (rest.some((word) => /^--test(=|$)/.test(word))) return 'tests'
  const run = rest.indexOf('--run')
  if (run !== -1) return useOfScript(rest[run + 1] ?? '', [], context, depth)
  const at = rest.findIndex((word) => !word.startsWith('-'))
  const file = rest[at] ?? ''
  if (/(^|\/)(tests?|specs?|e2e)(\/|\.|$)|\.(test|spec)\./.test(file)) return 'tests'
  return /node_modules\/|\/bin\//.test(file) ? useOfWords(rest.slice(at), context, depth + 1) : 'none'
}

const OPTION_WITH_VALUE = /^(--filter|-F|--workspace|-w|--prefix|-C|--dir|--cwd|--scope)$/
const NO_SCRIPTS =
  /^(install|i|ci|add|remove|uninstall|config|set|cache|prune|audit|link|pack|publish|version|create|init|rebuild|update|up|fetch|deploy|list|ls|info|view|login|why|global|dedupe|import|store|env|setup|outdated|pkg|approve-builds)$/

function useOfManager(program: string, rest: readonly string[], context: TestContext, depth: number): Use {
  const plain = rest.filter((word, at) => !word.startsWith('-') && !OPTION_WITH_VALUE.test(rest[at - 1] ?? ''))
  const words = plain[0] === 'workspace' ? plain.slice(2) : plain[0] === 'workspaces' ? plain.slice(1) : plain
  const [first = '', ...others] = words[0] === 'foreach' ? words.slice(1) : words
  if (/^(exec|dlx|x)$/.test(first)) return useWithin(rest.slice(rest.indexOf(first) + 1), context, depth)
  if (/^(run|run-script|rum)$/.test(first)) return useOfScript(others[0] ?? '', others.slice(1), context, depth)
  if (program === 'bun' && first === 'test') return 'tests'
  if (/^(t|tst|test|it|install-test|cit)$/.test(first)) return useOfScript('test', others, context, depth)
  if (first === 'start') return useOfScript('start', others, context, depth)
  if (program === 'npm' || first === '' || NO_SCRIPTS.test(first)) return 'none'
  // `yarn lint`, `pnpm vitest`: a script, or else a program of a dependency.
  const hasScript = context.manifests.some(({ scripts }) => scripts[first])
  return hasScript
    ? useOfScript(first, others, context, depth)
    : useOfWords(rest.slice(rest.indexOf(first)), context, depth + 1)
}

function useOfScript(name: string, extra: readonly string[], context: TestContext, depth: number): Use {
  const isNamedTest = TEST_NAME.test(name) && !OTHER_NAME.test(name)
  const pattern = name.includes('$') || name.includes('*') ? wildcard(name) : undefined
  const texts = context.manifests.flatMap(({ scripts }) =>
    Object.keys(scripts)
      .filter((key) => (pattern ? pattern.test(key) : key === name))
      .map((key) => scripts[key]!.value),
  )
  if (texts.length === 0) return isNamedTest ? 'open' : 'none'
  const uses = texts.map((text) => {
    if (/no test specified/i.test(text)) return 'none'
    const use = useOfLine([text, ...extra].join(' '), context, depth + 1)
    return use === 'strange' ? (isNamedTest ? 'tests' : 'strange') : use
  })
  const use = strongest(uses)
  return use === 'strange' ? 'none' : use
}

/** `test:${{ matrix.group }}` and `test:*` */
function wildcard(name: string): RegExp {
  const parts = name.split(/\$\{\{.*?\}\}|\$\{?\w+\}?|\*+/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.+')}$`)
}

/** `turbo run test lint`, `nx affected -t test`, `lerna run test` */
function useOfTasks(program: string, rest: readonly string[], context: TestContext, depth: number): Use {
  const names = rest.flatMap((word) => word.replace(/^--?\w[\w-]*=/, '').split(/[,:]/).slice(0, 3))
  const tasks = names.filter((name) => TEST_NAME.test(name) && !OTHER_NAME.test(name))
  // Nx infers the tasks from the tools it finds, without scripts.
  if (program === 'nx' || program === 'moon') return tasks.length > 0 ? 'tests' : 'none'
  const plain = rest.filter((word) => !word.startsWith('-') && word !== 'run')
  return strongest(plain.map((name) => useOfScript(name, [], context, depth + 1)))
}

function useOfDocker(rest: readonly string[], context: TestContext, depth: number): Use {
  const text = rest.join(' ')
  if (/\bcypress\/included\b/.test(text)) return 'tests'
  const isRun = rest.findIndex((word) => word === 'run' || word === 'exec')
  if (isRun !== -1) {
    const after = rest.slice(isRun + 1)
    const use = useWithin(after, context, depth)
    return use === 'tests' || after.some((word) => /^(tests?|e2e|sut|[\w-]+[-_]tests?)$/.test(word)) ? 'tests' : 'none'
  }
  // These flags make a container decide over the job.
  if (rest.includes('up') && /--(exit-code-from|abort-on-container-(exit|failure))/.test(text)) {
    return /test|e2e|spec|sut|cypress|playwright|integration|[._-]ci\b/i.test(text) ? 'tests' : 'open'
  }
  return rest.includes('build') && /--target[= ]tests?\b/.test(text) ? 'tests' : 'none'
}

function useOfTarget(rest: readonly string[]): TestUse {
  const targets = rest.filter((word) => !word.startsWith('-') && !word.includes('='))
  if (targets.some((target) => /(^|[+:_/-])(tests?|e2e|unit)([:_-]|$)/.test(target))) return 'tests'
  return targets.length === 0 || targets.some((target) => /(^|[+:_-])(ci|check|verify|all|validate)([:_-]|$)/.test(target))
    ? 'open'
    : 'none'
}

function useOfMany(rest: readonly string[], context: TestContext, depth: number): Use {
  return strongest(
    rest
      .filter((word) => !word.startsWith('-'))
      .map((word) =>
        /\s/.test(word)
          ? useOfLine(word, context, depth + 1)
          : useOfScript(word.replace(/^(npm|yarn|pnpm|bun):/, ''), [], context, depth + 1),
      ),
  )
}

function useOfShell(words: readonly string[], context: TestContext, depth: number): Use {
  const flag = words.findIndex((word) => /^-\w*c$/.test(word))
  if (flag !== -1) return useOfLine(words[flag + 1] ?? '', context, depth + 1)
  const file = words.find((word, at) => !word.startsWith('-') && (at > 0 || /\.(sh|bash)$/.test(word)))
  if (!file) return 'none'
  const lines = context.script(file)
  if (!lines) return TEST_NAME.test(baseName(file)) || /(^|\W)(ci|verify)\b/.test(file) ? 'open' : 'none'
  const uses = lines.filter((line) => !/^\s*#/.test(line)).map((line) => useOfLine(line, context, depth + 1))
  return strongest(uses.map((use) => (use === 'strange' ? 'none' : use)))
}
