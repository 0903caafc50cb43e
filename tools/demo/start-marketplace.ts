import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { ROOT } from '../root.ts'
import { untilAborted } from './until-aborted.ts'

export interface MarketplaceOptions {
  /** For its database and files. */
  folder: string
  port: number
  /** Gives up when this fires. */
  interrupted: AbortSignal
}

export interface Marketplace {
  url: string
  /** What it says when it is ready. */
  introduction: string
  /** Lets it finish, and waits. */
  stop: () => Promise<void>
}

/** Wide enough for the load of the audit; those of logins and accounts stay as they are. */
const LIMITS = { LIMIT_PER_MINUTE: '600000', LIMIT_BURST: '100000' }
const START_LIMIT_MS = 60_000
const STOP_LIMIT_MS = 30_000

/** MapleHustle as a process of its own, in a group of its own: Ctrl-C reaches it once, through us. */
export async function startMarketplace({ folder, port, interrupted }: MarketplaceOptions): Promise<Marketplace> {
  const words = ['--import', join(ROOT, 'tools/package-sources.ts'), join(ROOT, 'apps/maplehustle/src/main.ts')]
  const child = spawn(process.execPath, words, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      PORT: `${port}`,
      DATA_FOLDER: folder,
      NODE_ENV: 'development',
      LOG_LEVEL: 'warn',
      ...LIMITS,
    },
  })
  const exited = once(child, 'close')
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
    const hard = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS)
    await exited
    clearTimeout(hard)
  }
  process.once('exit', () => child.kill('SIGKILL'))
  const said: string[] = []
  const ready = Promise.withResolvers<void>()
  const isLast = (line: string): boolean => line.trimStart().startsWith('password')
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => {
      if (!line.startsWith('{')) said.push(line)
      if (isLast(line)) ready.resolve()
    })
  const late = setTimeout(() => ready.reject(new Error('it did not start in time')), START_LIMIT_MS)
  void exited.then(() => ready.reject(new Error(`MapleHustle ended: ${said.join('\n')}`)))
  try {
    await Promise.race([ready.promise, untilAborted(interrupted).then(() => Promise.reject(new Error('interrupted')))])
  } catch (error) {
    await stop()
    throw error
  } finally {
    clearTimeout(late)
  }
  return { url: `http://127.0.0.1:${port}`, introduction: said.join('\n'), stop }
}
