import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readHeartbeatPath } from '../../packages/shipworthy/src/monitor/heartbeats/answer-heartbeats.ts'
import { readRuleName } from '../new/rule-name.ts'
import { ROOT } from '../root.ts'
import { runCommand } from '../run-command.ts'
import type { Sandbox } from './sandbox.ts'

type Handler = [pattern: RegExp, run: (words: string[], sandbox: Sandbox) => void]

const MAIN = 'packages/shipworthy/src/cli/main.ts'

/** What an audit may end with; 2 and 4 would mean that the document is wrong. */
const VERDICTS = [0, 1, 3]

const HANDLERS: readonly Handler[] = [
  [/^npx shipworthy (monitor|alerts)( |$)/, ([, , command = '', ...words]) => expectHelp(command, words)],
  // Asks services of the reader, which are not there.
  [/^npx shipworthy check .*--(url|start)\b/, ([, , command = '', ...words]) => expectHelp(command, words)],
  [/^npx shipworthy /, (words, { cwd }) => runNode(MAIN, words.slice(2), cwd)],
  [/^npm run check( --|$)/, (words, { cwd }) => runNode('tools/check.ts', words.slice(4).map(named), cwd)],
  [/^npm run new -- rule /, ([, , , , , id = '']) => expectRuleName(id)],
  [/^npx vitest run /, ([, , , filter = '']) => expectTests(filter)],
  [/^curl .*\/heartbeat\//, (words) => expectHeartbeat(words)],
  [/^npm ci$/, () => expectFile('package-lock.json')],
  [/^npm install /, ([, , ...words]) => expectPackages(words)],
  [/^npm (test|run [\w:-]+)( -- .+)?$/, ([, verb, script]) => expectScript(verb === 'run' ? script! : verb!)],
]

/** Runs a command of a document, or checks what can be checked of one that would take the repository with it. */
export function runShellCommand(words: string[], sandbox: Sandbox): void {
  const command = words.join(' ')
  const handler = HANDLERS.find(([pattern]) => pattern.test(command))
  if (!handler) throw new Error(`nothing here knows how to check the command: ${command}`)
  handler[1](words, sandbox)
}

/** Stands for a folder of the reader's choice. */
function named(word: string): string {
  return word === '<dir>' ? '../my-service' : word
}

function runNode(script: string, words: readonly string[], cwd: string): void {
  runCommand(process.execPath, [join(ROOT, script), ...words], { cwd, env: { INIT_CWD: cwd }, allowed: VERDICTS })
}

/** What does not end by itself, or needs what is not here: that its command and options exist is what can be said. */
function expectHelp(command: string, words: readonly string[]): void {
  const inner = command === 'alerts' ? words.slice(0, 1) : []
  const { stdout } = runCommand(process.execPath, [join(ROOT, MAIN), command, ...inner, '--help'], { cwd: ROOT })
  for (const option of words.filter((word) => word.startsWith('--')))
    if (!stdout.includes(option)) throw new Error(`${command} has no option ${option}`)
}

/** No monitor runs here; that one would understand the request is what can be said. */
function expectHeartbeat(words: readonly string[]): void {
  const url = words.find((word) => URL.canParse(word))
  if (!url || !readHeartbeatPath(new URL(url).pathname)) throw new Error(`no monitor knows ${url}`)
  if (!words.join(' ').includes('-H "Authorization: Bearer $')) throw new Error(`${url} needs a token`)
}

function expectRuleName(id: string): void {
  const name = readRuleName(id, [])
  if ('problem' in name) throw new Error(name.problem)
  if (existsSync(join(ROOT, `packages/shipworthy/src/audit/rules/${id}.ts`))) throw new Error(`${id} exists already`)
}

function expectTests(filter: string): void {
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs')
  const { stdout } = runCommand(process.execPath, [vitest, 'list', '--filesOnly', filter], { cwd: ROOT })
  if (!stdout.includes(filter)) throw new Error(`no test is named ${filter}`)
}

function expectFile(path: string): void {
  if (!existsSync(join(ROOT, path))) throw new Error(`there is no ${path}`)
}

function expectPackages(words: readonly string[]): void {
  for (const name of words.filter((word) => !word.startsWith('-'))) expectFile(`node_modules/${name}/package.json`)
}

function expectScript(name: string): void {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }
  if (!(name in scripts)) throw new Error(`package.json has no script ${name}`)
  const file = /^node (tools\/[\w-]+\.ts)/.exec(scripts[name]!)?.[1]
  if (file) expectFile(file)
}
