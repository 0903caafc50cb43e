import { runCliProcess } from './spawn-cli.ts'

const NOBODY = 65534

/**
 * Options for a process that file permissions bind: none for an ordinary user, another user for root; `undefined` when
 * that user cannot even reach this checkout.
 */
export async function unprivilegedOptions(): Promise<{ uid?: number } | undefined> {
  if (process.getuid?.() !== 0) return {}
  const { exitCode } = await runCliProcess(['--version'], { uid: NOBODY, cwd: '/' })
  return exitCode === 0 ? { uid: NOBODY } : undefined
}
