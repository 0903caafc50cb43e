import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { freePort } from '../servers/free-port.ts'
import { ROOT } from '../root.ts'
import { untilAborted } from './until-aborted.ts'
import { auditRunning } from './audit-running.ts'
import { startMarketplace, type Marketplace } from './start-marketplace.ts'

export interface DemoRequest {
  /** Ends after the verdict instead of waiting for Ctrl-C. */
  once: boolean
  /** Also loads the service for a few seconds. */
  load: boolean
}

/** The whole product in one go: a service, the verdict on it, and where to look. Everything ends with it. */
export async function runDemo({ once, load }: DemoRequest): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'shipworthy-demo-'))
  const interrupted = untilInterrupted()
  let marketplace: Marketplace | undefined
  try {
    say('Starting MapleHustle, with nothing but Node.js …')
    marketplace = await startMarketplace({ folder, port: await freePort(), interrupted })
    say(marketplace.introduction)
    say('Auditing its source and what runs …')
    const report = join(ROOT, '.data', 'demo-report.html')
    const exitCode = await auditRunning({ url: marketplace.url, load, report, interrupted })
    say(`\n  report                ${relative(process.cwd(), report)}`)
    if (!once && exitCode !== undefined) {
      say('\nRunning until you press Ctrl-C.')
      await untilAborted(interrupted)
    }
    return 0
  } catch (error) {
    if (interrupted.aborted) return 0
    say(error instanceof Error ? error.message : String(error))
    return 1
  } finally {
    await marketplace?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

function untilInterrupted(): AbortSignal {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort())
  return controller.signal
}
