import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The process of a pid file; 0 when it has ended, a zombie included. Throws when the file cannot be read. */
export async function probePidFile(path: string): Promise<number> {
  const text = await readFile(path, 'utf8')
  const pid = Number.parseInt(text, 10)
  if (!(pid > 0)) throw new Error('the pid file holds no number')
  return (await isAlive(pid)) ? pid : 0
}

/** How many processes have this name. */
export async function probeProcessName(name: string, signal: AbortSignal): Promise<number> {
  if (process.platform !== 'linux') {
    const { stdout } = await run('ps', ['-A', '-o', 'comm='], { signal })
    return stdout.split('\n').filter((line) => line.trim().split('/').at(-1) === name).length
  }
  const pids = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry))
  let found = 0
  // One after the other: a machine with thousands of processes must not occupy the threads of the service.
  for (const pid of pids) if ((await readStat(pid)).name === name) found++
  return found
}

async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0)
  } catch (error) {
    // Somebody else's process may not be signalled, but it is there.
    return (error as { code?: string }).code === 'EPERM'
  }
  return (await readStat(String(pid))).state !== 'Z'
}

/** `pid (name) state …`; the kernel cuts names after 15 bytes, the command line has them in full. */
async function readStat(pid: string): Promise<{ name?: string; state?: string }> {
  const read = (file: string): Promise<string> => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')
  const [, short, state] = /\((.*)\) (\w)/s.exec(await read('stat')) ?? []
  if (short === undefined || state === 'Z') return { state: state ?? '' }
  const long = short.length < 15 ? '' : ((await read('cmdline')).split('\0')[0]!.split('/').at(-1) ?? '')
  return { name: long.startsWith(short) ? long : short, state: state! }
}
