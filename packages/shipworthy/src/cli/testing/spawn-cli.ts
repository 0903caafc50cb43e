import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Report } from '../../audit/model/report.ts'

/** Results that tests remember, apart from those of whoever runs them. */
const CACHE = mkdtempSync(join(tmpdir(), 'shipworthy-cache-'))
process.once('exit', () => rmSync(CACHE, { recursive: true, force: true }))

export const MAIN = join(import.meta.dirname, '..', 'main.ts')

export interface CliResult {
  stdout: string
  stderr: string
  exitCode: number | null
  signal: NodeJS.Signals | null
}

export interface CliOptions {
  cwd?: string
  env?: Record<string, string>
  /** Another user; only root may choose one. */
  uid?: number
  /** Flags of Node.js itself. */
  nodeFlags?: readonly string[]
}

/** Runs the command line as its own process, with nothing of the surrounding environment that could colour it. */
export async function runCliProcess(words: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const child = startCliProcess(words, options)
  const [stdout, stderr] = [textOf(child.stdout), textOf(child.stderr)]
  const { promise, resolve, reject } = Promise.withResolvers<Pick<CliResult, 'exitCode' | 'signal'>>()
  child.once('error', reject)
  child.once('close', (exitCode, signal) => resolve({ exitCode, signal }))
  return { ...(await promise), stdout: await stdout, stderr: await stderr }
}

export function startCliProcess(
  words: readonly string[],
  { cwd, env, uid, nodeFlags = [] }: CliOptions = {},
): ChildProcess {
  return spawn(process.execPath, [...nodeFlags, MAIN, ...words], {
    ...(cwd !== undefined && { cwd }),
    ...(uid !== undefined && { uid, gid: uid }),
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', SHIPWORTHY_CACHE_DIR: CACHE, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

async function textOf(stream: NodeJS.ReadableStream | null): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream ?? []) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8')
}

/** What `check` says of a folder, as data; whatever the gates say. */
export async function checkAsJson(target: string, options: CliOptions = {}): Promise<Report> {
  const { stdout, stderr, exitCode } = await runCliProcess(['check', target, '--format', 'json'], options)
  if (exitCode !== 0 && exitCode !== 1 && exitCode !== 3) throw new Error(`ended with ${exitCode}: ${stderr}`)
  return JSON.parse(stdout) as Report
}
