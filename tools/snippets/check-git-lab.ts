import { parse } from 'yaml'
import { runShellCommand } from './run-shell-command.ts'
import type { Sandbox } from './sandbox.ts'
import { shellCommands } from './shell-commands.ts'

interface Job {
  script?: string[]
}

export function isGitLab(code: string): boolean {
  return Object.entries((parse(code) ?? {}) as Record<string, Job>).some(
    ([name, job]) => name === 'include' || Array.isArray(job?.script),
  )
}

/** A pipeline of GitLab: what it includes is what `init` writes, and the commands of its jobs are run. */
export function checkGitLab(code: string, sandbox: Sandbox): void {
  const { include = [], ...jobs } = parse(code) as { include?: { local?: string }[] } & Record<string, Job>
  for (const { local } of include)
    if (local !== '.gitlab/shipworthy.yml') throw new Error(`nothing writes ${local}, which the pipeline includes`)
  for (const [name, { script = [] }] of Object.entries(jobs as Record<string, Job>)) {
    if (script.length === 0) throw new Error(`the job ${name} has no script`)
    for (const words of script.flatMap(shellCommands)) runShellCommand(words, sandbox)
  }
}
