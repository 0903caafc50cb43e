import { execCommand, shellCommands, type SimpleCommand } from './shell-words.ts'

/** What a command line comes down to once wrappers are taken off. */
export type Launch =
  | {
      kind: 'file'
      path: string
      runner: string
      variables: Record<string, string>
      preloads: string[]
      args: string[]
    }
  | { kind: 'framework'; framework: string; args: string[]; variables: Record<string, string> }
  | { kind: 'script'; name: string; package?: string; manager: string; variables: Record<string, string> }
  | { kind: 'shell-script'; path: string; args: string[] }

/** Programs that run the rest of their line as a command, with the options that take a value. */
const WRAPPERS: Record<string, RegExp | undefined> = {
  exec: undefined,
  env: undefined,
  'cross-env': undefined,
  'cross-env-shell': undefined,
  'dumb-init': undefined,
  tini: /^-[pe]$/,
  'docker-init': undefined,
  catatonit: undefined,
  'su-exec': undefined,
  gosu: undefined,
  sudo: /^-u$/,
  time: undefined,
  nice: /^-n$/,
  npx: /^-(p|-package)$/,
  bunx: undefined,
  dotenv: /^-[epv]$/,
  dotenvx: /^-f$/,
  'env-cmd': /^-f$/,
  doppler: undefined,
  infisical: undefined,
  op: undefined,
  nodemon: /^(-w|--watch|-e|--ext|-i|--ignore|--delay|--signal)$/,
  'wait-for-it.sh': undefined,
  'wait-for-it': undefined,
  'wait-for': undefined,
  dockerize: /^-/,
  's6-setuidgid': undefined,
  timeout: undefined,
  nohup: undefined,
  newrelic: undefined,
}
const TAKES_USER = new Set(['su-exec', 'gosu', 's6-setuidgid', 'timeout'])
const RUN_WORDS = new Set(['run', 'exec', '--', '-s', '-v', '-c'])

const RUNNERS = new Set([
  'node',
  'nodejs',
  'bun',
  'tsx',
  'ts-node',
  'ts-node-dev',
  'tsnd',
  'babel-node',
  'nodemon',
  'node-dev',
  'esno',
  'swc-node',
  'sucrase-node',
  'pm2',
  'pm2-runtime',
  'pm2-docker',
  'forever',
  'deno',
  'clinic',
  'x',
])
const FRAMEWORKS = new Set([
  'next',
  'nest',
  'nuxt',
  'nuxi',
  'strapi',
  'fastify',
  'medusa',
  'keystone',
  'sails',
  'remix-serve',
  'react-router-serve',
  'astro',
  'blitz',
  'directus',
  'payload',
  'wrangler',
  'serverless',
  'sls',
  'moleculer-runner',
  'probot',
])
const VALUE_FLAGS = new Set([
  '-r',
  '--require',
  '--import',
  '--loader',
  '--experimental-loader',
  '--env-file',
  '--env-file-if-exists',
  '-C',
  '--conditions',
  '-P',
  '--project',
  '--tsconfig',
  '-T',
  '-e',
  '--eval',
  '-p',
  '--name',
  '-n',
  '-i',
  '--instances',
  '--max-old-space-size',
  '--title',
  '--interpreter',
  '--ext',
  '--watch-path',
  '--inspect-port',
  '-w',
  '--exec',
  '-x',
])
const MANAGERS = new Set(['npm', 'yarn', 'pnpm', 'bun'])

export function interpretLine(line: string): Launch[] {
  return shellCommands(line).flatMap((command) => interpretCommand(command))
}

export function interpretExec(words: readonly string[]): Launch[] {
  return interpretCommand(execCommand(words))
}

function interpretCommand({ words, variables }: SimpleCommand, depth = 0): Launch[] {
  const program = programName(words[0])
  const rest = words.slice(1)
  if (!program || depth > 8) return []
  const again = (next: string[], more: Record<string, string> = {}): Launch[] =>
    interpretCommand({ words: next, variables: { ...variables, ...more } }, depth + 1)

  if (/^(sh|bash|ash|zsh|dash)$/.test(program)) return shell(rest, variables)
  if (program === 'concurrently' || program === 'stmux') {
    return rest.filter((word) => !word.startsWith('-')).flatMap((word) => withVariables(interpretLine(word), variables))
  }
  if (/^(npm-run-all2?|run-s|run-p|wireit)$/.test(program)) {
    return rest.filter((w) => !w.startsWith('-')).map((name) => ({ kind: 'script', name, manager: 'npm', variables }))
  }
  if (/^(turbo|lerna|nx|wsrun|moon)$/.test(program)) return workspaceRunner(rest, variables)
  const exec =
    program === 'nodemon' || program === 'tsc-watch' ? valueOf(rest, ['--exec', '-x', '--onSuccess']) : undefined
  if (exec) return withVariables(interpretLine(exec), variables)
  if (Object.hasOwn(WRAPPERS, program) && !(program === 'nodemon' && rest.some((word) => /\.[cm]?[jt]s$/.test(word)))) {
    return unwrap(program, rest, again)
  }
  if (MANAGERS.has(program)) return manager(program, rest, variables, again)
  if (FRAMEWORKS.has(program)) return [{ kind: 'framework', framework: program, args: rest, variables }]
  if (RUNNERS.has(program)) return runner(program, rest, variables)
  if (/\.(sh|bash)$/.test(words[0]!) || words[0]!.endsWith('entrypoint')) {
    return [{ kind: 'shell-script', path: words[0]!, args: rest }]
  }
  if (/\.[cm]?[jt]s$/.test(words[0]!))
    return [{ kind: 'file', path: words[0]!, runner: 'node', variables, preloads: [], args: rest }]
  return []
}

function programName(word: string | undefined): string | undefined {
  if (!word) return undefined
  const name = word.slice(word.lastIndexOf('/') + 1)
  if (name === 'wait-for-it.sh') return name
  return name.replace(/\.(cmd|exe)$/, '')
}

function shell(rest: readonly string[], variables: Record<string, string>): Launch[] {
  const command = rest.findIndex((word) => /^-\w*c$/.test(word))
  if (command !== -1) return withVariables(interpretLine(rest[command + 1] ?? ''), variables)
  const script = rest.find((word) => !word.startsWith('-'))
  return script ? [{ kind: 'shell-script', path: script, args: rest.slice(rest.indexOf(script) + 1) }] : []
}

function withVariables(launches: Launch[], variables: Record<string, string>): Launch[] {
  return launches.map((launch) =>
    'variables' in launch ? { ...launch, variables: { ...variables, ...launch.variables } } : launch,
  )
}

function unwrap(
  program: string,
  rest: readonly string[],
  again: (words: string[], more?: Record<string, string>) => Launch[],
): Launch[] {
  const divider = rest.indexOf('--')
  if (divider !== -1) return again(rest.slice(divider + 1))
  const more: Record<string, string> = {}
  let index = TAKES_USER.has(program) ? 1 : 0
  for (; index < rest.length; index++) {
    const word = rest[index]!
    const assignment = /^([A-Za-z_]\w*)=(.*)$/s.exec(word)
    if (assignment) more[assignment[1]!] = assignment[2]!
    else if (WRAPPERS[program]?.test(word)) index++
    else if (!word.startsWith('-') && !RUN_WORDS.has(word)) break
  }
  return again(rest.slice(index), more)
}

function valueOf(words: readonly string[], flags: readonly string[]): string | undefined {
  const index = words.findIndex((word) => flags.includes(word))
  return index === -1 ? undefined : words[index + 1]
}

/** `turbo run start --filter=api` runs the script of that name in the packages. */
function workspaceRunner(rest: readonly string[], variables: Record<string, string>): Launch[] {
  const filter =
    rest.map((word) => /^--(?:filter|scope|projects?)=(.+)$/.exec(word)?.[1]).find(Boolean) ??
    valueOf(rest, ['--filter', '-F', '--scope'])
  const name = rest.find((word) => !word.startsWith('-') && word !== 'run' && word !== filter)
  if (!name) return []
  return [{ kind: 'script', name, package: filter ?? '*', manager: 'turbo', variables }]
}

const MANAGER_COMMANDS = new Set([
  'install',
  'ci',
  'i',
  'add',
  'remove',
  'exec',
  'dlx',
  'x',
  'config',
  'set',
  'cache',
  'prune',
  'audit',
  'link',
  'pack',
  'publish',
  'version',
  'build',
  'create',
  'init',
  'rebuild',
  'update',
  'fetch',
  'deploy',
  'list',
  'ls',
  'info',
  'view',
  'login',
  'why',
  'global',
])

function manager(
  program: string,
  rest: readonly string[],
  variables: Record<string, string>,
  again: (words: string[]) => Launch[],
): Launch[] {
  const target = valueOf(rest, ['--filter', '-F', '--workspace', '-w', '--prefix', '-C', '--dir', '--cwd'])
  const inline = rest.map((word) => /^--(?:filter|workspace|prefix|dir|cwd)=(.+)$/.exec(word)?.[1]).find(Boolean)
  const words = rest.filter((word, index) => !word.startsWith('-') && word !== target && rest[index - 1] !== '--')
  const [first, second, third] = words
  const script = (name: string, owner?: string): Launch[] => {
    const pkg = owner ?? target ?? inline
    return [{ kind: 'script', name, manager: program, variables, ...(pkg && { package: pkg }) }]
  }
  if (!first) return []
  if (program === 'yarn' && first === 'workspace' && second && third)
    return script(third === 'run' ? (words[3] ?? '') : third, second)
  if (first === 'exec' || first === 'dlx' || (first === 'x' && program === 'bun'))
    return again(rest.slice(rest.indexOf(first) + 1).filter((w) => w !== '--'))
  if (first === 'run' || first === 'run-script') {
    if (program === 'bun' && second && /\.[cm]?[jt]sx?$/.test(second)) return runner('bun', [second], variables)
    return second ? script(second) : []
  }
  if (first === 'start' || first === 'test' || first === 'restart') return script(first)
  if (program === 'bun' && /\.[cm]?[jt]sx?$/.test(first)) return runner('bun', [first], variables)
  if (program === 'npm' || MANAGER_COMMANDS.has(first)) return []
  // `yarn build`, `pnpm serve`: a script, or else a binary of a dependency.
  if (FRAMEWORKS.has(first) || RUNNERS.has(first) || Object.hasOwn(WRAPPERS, first))
    return again(rest.slice(rest.indexOf(first)))
  return script(first)
}

function runner(program: string, rest: readonly string[], variables: Record<string, string>): Launch[] {
  const preloads: string[] = []
  for (let index = 0; index < rest.length; index++) {
    const word = rest[index]!
    if (word === '--run') return [{ kind: 'script', name: rest[index + 1] ?? '', manager: 'node', variables }]
    if (/^(-r|--require|--import)$/.test(word)) preloads.push(rest[index + 1] ?? '')
    const attached = /^--(?:require|import)=(.+)$/.exec(word)?.[1]
    if (attached) preloads.push(attached)
    if (VALUE_FLAGS.has(word)) index++
    else if (!word.startsWith('-') && !/^(start|run|watch|startOrRestart|reload|restart|doctor|--)$/.test(word)) {
      return [{ kind: 'file', path: word, runner: program, variables, preloads, args: rest.slice(index + 1) }]
    }
  }
  return []
}
