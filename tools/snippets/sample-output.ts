import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ROOT } from '../root.ts'

/** What `npm run check` prints to stdout without a folder, as a terminal of a hundred cells shows it. */
export function sampleOutput(): string {
  const { stdout, status, stderr } = spawnSync(process.execPath, [join(ROOT, 'tools/check.ts')], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, INIT_CWD: ROOT, NO_COLOR: '1', FORCE_COLOR: '', GITHUB_ACTIONS: '' },
  })
  if (status !== 1) throw new Error(`the sample project ended with ${status}, expected a gate to fail\n${stderr}`)
  return stdout.trimEnd()
}

/** The output without what differs from run to run. */
export function withoutDurations(text: string): string {
  return text.replace(/ in [\d.,]+ m?s\b/g, ' in …')
}
