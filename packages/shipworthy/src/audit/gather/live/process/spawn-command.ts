import { spawn, type ChildProcess } from 'node:child_process'

export interface Command {
  command: string
  folder: string
  environment: Readonly<Record<string, string>>
}

/** What makes several commands of a line, or needs a shell that stays. */
const NEEDS_SHELL = /[;&|\n]/

/**
 * Starts a command line in a process group of its own. The shell that reads it is replaced by the command: the signal that
 * ends a container goes to what it started, and so must ours.
 */
export function spawnCommand({ command, folder, environment }: Command): ChildProcess {
  const line = NEEDS_SHELL.test(command) ? command : `exec env ${command}`
  const options = { cwd: folder, env: { ...environment }, stdio: ['ignore', 'pipe', 'pipe'] as const }
  return process.platform === 'win32'
    ? spawn(command, { ...options, stdio: ['ignore', 'pipe', 'pipe'], shell: true })
    : spawn('/bin/sh', ['-c', line], { ...options, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
}
