import { parse } from 'yaml'
import { runShellCommand } from './run-shell-command.ts'
import type { Sandbox } from './sandbox.ts'
import { shellCommands } from './shell-commands.ts'

interface Workflow {
  on?: unknown
  jobs?: Record<string, { 'runs-on'?: string; steps?: { run?: string; uses?: string }[] }>
}

export function isWorkflow(code: string): boolean {
  return (parse(code) as Workflow | null)?.jobs !== undefined
}

/** A GitHub workflow: it says when and where it runs, and its commands are run. */
export function checkWorkflow(code: string, sandbox: Sandbox): void {
  const { on, jobs = {} } = parse(code) as Workflow
  if (on === undefined) throw new Error('the workflow does not say when it runs')
  for (const [name, { steps = [], 'runs-on': machine }] of Object.entries(jobs)) {
    if (machine === undefined || steps.length === 0) throw new Error(`the job ${name} has no machine or no steps`)
    for (const { run } of steps) for (const words of shellCommands(run ?? '')) runShellCommand(words, sandbox)
  }
}
