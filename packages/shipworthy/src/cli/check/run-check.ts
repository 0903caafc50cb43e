import { runAudit } from '../../audit/run-audit.ts'
import { renderTerminal } from '../../audit/report/terminal.ts'
import { isColorWanted } from '../color-mode.ts'
import { exitCodeOf } from './exit-code.ts'

export async function runCheck(dir: string): Promise<number> {
  const report = runAudit(dir)
  const { stdout, env } = process
  const text = renderTerminal(report, {
    color: isColorWanted({ isTty: stdout.isTTY, env }),
    width: stdout.columns ?? 100,
  })
  process.stdout.write(text)
  return exitCodeOf(report)
}
