import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ROOT } from '../root.ts'
import { untilAborted } from './until-aborted.ts'

export interface RunningAudit {
  url: string
  load: boolean
  /** Where the HTML report goes. */
  report: string
  /** Gives up when this fires. */
  interrupted: AbortSignal
}

/** `shipworthy check` with everything that is allowed on one's own machine; what it ends with, or nothing when interrupted. */
export async function auditRunning({ url, load, report, interrupted }: RunningAudit): Promise<number | undefined> {
  mkdirSync(dirname(report), { recursive: true })
  const target = [
    join(ROOT, 'apps/maplehustle'),
    '--url',
    url,
    '--active',
    ...(load ? ['--load', '20x2s,path=/services?q=snow'] : []),
  ]
  const outputs = ['--format', 'terminal', '--format', 'html', '--output', '-', '--output', report]
  const words = [
    '--import',
    join(ROOT, 'tools/package-sources.ts'),
    join(ROOT, 'packages/shipworthy/src/cli/main.ts'),
    'check',
    ...target,
    ...outputs,
  ]
  const child = spawn(process.execPath, words, { detached: true, stdio: ['ignore', 'inherit', 'inherit'] })
  process.once('exit', () => child.kill('SIGKILL'))
  void untilAborted(interrupted).then(() => child.kill('SIGTERM'))
  const [code] = (await once(child, 'close')) as [number | null]
  return code ?? undefined
}
