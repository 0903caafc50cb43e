import { spawnSync } from 'node:child_process'

export interface CommandOptions {
  cwd: string
  env?: Record<string, string>
  /** Exit codes that are in order. */
  allowed?: readonly number[]
}

export interface CommandResult {
  stdout: string
  stderr: string
  status: number
}

/** Runs a program to its end and throws with all it said when it ends otherwise than allowed. */
export function runCommand(program: string, words: readonly string[], options: CommandOptions): CommandResult {
  const { cwd, env = {}, allowed = [0] } = options
  const { stdout, stderr, status, error } = spawnSync(program, words, {
    cwd,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  })
  if (error) throw error
  if (status === null || !allowed.includes(status))
    throw new Error(`${program} ${words.join(' ')} ended with ${status}\n${stdout}${stderr}`)
  return { stdout, stderr, status }
}
