import { siteOf, type CallEvent } from '../execution/call-event.ts'
import type { Execution } from '../execution/execution.ts'
import { isNode } from '../program/file-index.ts'
import { lastName } from '../program/names.ts'
import { possibilities, type Value } from '../program/value.ts'
import type { SinkText } from './sql-sinks.ts'

export const COMMAND_PACKAGES: readonly string[] = [
  'child_process',
  'execa',
  'shelljs',
  'cross-spawn',
  'child-process-promise',
  'node-cmd',
  'zx',
  'tinyexec',
  'promisify-child-process',
]

/** Take a command line, which a shell reads. */
const LINES =
  /^(child_process|child-process-promise|promisify-child-process|node-pty)\.(exec|execSync)$|^execa\.(execaCommand|execaCommandSync|command|commandSync|shell|shellSync)$|^execa\.default\.command$|^shelljs(\.default)?\.exec$|^node-cmd\.(run|get|runSync)$/
/** Take a program and its arguments; no shell unless they are told so. */
const PROGRAMS =
  /^(child_process|child-process-promise|promisify-child-process)\.(spawn|spawnSync|execFile|execFileSync)$|^execa(\.(execa|execaSync|sync|default))?$|^cross-spawn(\.(spawn|sync|default))*$|^tinyexec\.(exec|x)$/
const SHELLS = /^(\/(usr\/)?bin\/)?(sh|bash|zsh|dash|ash|cmd|cmd\.exe|powershell|powershell\.exe|pwsh)$/

export function commandCalls(program: Execution): CallEvent[] {
  const packages = COMMAND_PACKAGES.flatMap((name) => program.ofPackage(name))
  return packages.filter(
    ({ name, force, call }) => force !== 'off' && call.kind !== 'tag' && (LINES.test(name) || PROGRAMS.test(name)),
  )
}

/** The texts that a shell reads, and the name of the program that is started. */
export function commandTexts(program: Execution, event: CallEvent): SinkText[] {
  const { args } = event.call
  const [command, list] = args
  if (command === undefined) return []
  if (LINES.test(event.name)) return [{ expression: command, path: [] }]
  const { evaluator } = program
  const texts: SinkText[] = [{ expression: command, path: [] }]
  const name = evaluator.argument(siteOf(event), 0)
  if (list === undefined) return texts
  if (usesShell(program, event)) texts.push({ expression: list, path: [null] })
  else if (name && possibilities(name).some(isShell) && isNode(list) && list.type === 'array') {
    const flag = list.items.findIndex((item) => typeof item === 'string' && /^(-\w*c|\/c|-Command)$/i.test(item))
    const line = list.items[flag + 1]
    if (flag !== -1 && line !== undefined) texts.push({ expression: line, path: [] })
  }
  return texts
}

function isShell(value: Value): boolean {
  return value.kind === 'literal' && SHELLS.test(String(value.value))
}

/** `{ shell: true }` or the path of a shell. */
function usesShell(program: Execution, event: CallEvent): boolean {
  const options = program.evaluator.arguments(siteOf(event)).find((value) => value.kind === 'record')
  const shell = options?.kind === 'record' ? options.get('shell') : undefined
  return shell?.kind === 'literal' && Boolean(shell.value) && lastName(event.name) !== ''
}
