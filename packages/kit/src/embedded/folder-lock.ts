import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { KitError } from '../kit-error.ts'
import { startOfProcess } from './start-of-process.ts'

export interface FolderLock {
  release: () => void
}

interface Holder {
  pid: number
  host: string
  /** When that process began, so that another one with the same number is told apart; '' where this is not to be had. */
  began: string
}

/** Whoever holds a lock touches it this often, so that other machines that share the folder see it is in use. */
const TOUCH_MS = 5000
/** A lock of another machine, a lock without content, a takeover: abandoned when nobody touched it for so long. */
const ABANDONED_MS = { host: 60_000, empty: 3000, takeover: 10_000 }
const RETRY_MS = 50

const held = new Set<string>()

/**
 * Takes a folder for this process: a file that is created with O_EXCL and names the process. What a process that is
 * gone has left behind is taken over.
 *
 * @throws KitError `SW_ERR_KIT_EMBEDDED_LOCKED` while another process, or another part of this one, has it.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const path = join(folder, 'lock')
  const me: Holder = { pid: process.pid, host: hostname(), began: startOfProcess(process.pid) }
  while (!create(path, me)) {
    const found = read(path)
    if (found === undefined) continue
    if (isHeld(path, found))
      throw new KitError('SW_ERR_KIT_EMBEDDED_LOCKED', { folder, holder: describe(found.text), path })
    if (!takeOver(path, found.text, me)) await wait(RETRY_MS)
    else break
  }
  held.add(path)
  const timer = setInterval(() => touch(path), TOUCH_MS).unref()
  return {
    release: () => {
      clearInterval(timer)
      if (held.delete(path)) rmSync(path, { force: true })
    },
  }
}

function create(path: string, holder: Holder): boolean {
  try {
    const file = openSync(path, 'wx')
    writeSync(file, JSON.stringify(holder))
    closeSync(file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** Replaces the lock of a process that is gone. A second file lets one of several that found it do so. */
function takeOver(path: string, expected: string, me: Holder): boolean {
  const guard = `${path}.takeover`
  if (!create(guard, me)) {
    const other = read(guard)
    if (other && other.ageMs > ABANDONED_MS.takeover) rmSync(guard, { force: true })
    return false
  }
  try {
    if (read(path)?.text !== expected) return false
    const next = `${path}.next`
    rmSync(next, { force: true })
    create(next, me)
    renameSync(next, path)
    return true
  } finally {
    rmSync(guard, { force: true })
  }
}

function isHeld(path: string, { text, ageMs }: { text: string; ageMs: number }): boolean {
  const holder = parse(text)
  if (!holder) return ageMs < ABANDONED_MS.empty
  if (holder.host !== hostname()) return ageMs < ABANDONED_MS.host
  if (holder.pid === process.pid) return held.has(path)
  return isAlive(holder.pid) && holder.began === startOfProcess(holder.pid)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function read(path: string): { text: string; ageMs: number } | undefined {
  try {
    return { text: readFileSync(path, 'utf8'), ageMs: Date.now() - statSync(path).mtimeMs }
  } catch {
    return undefined
  }
}

function parse(text: string): Holder | undefined {
  try {
    return JSON.parse(text) as Holder
  } catch {
    return undefined
  }
}

function describe(text: string): string {
  const holder = parse(text)
  if (!holder) return 'a process that is starting'
  if (holder.host !== hostname()) return `process ${holder.pid} on ${holder.host}`
  return holder.pid === process.pid ? 'this process' : `process ${holder.pid}`
}

function touch(path: string): void {
  try {
    utimesSync(path, new Date(), new Date())
  } catch {
    // The folder is gone; so is what the lock was for.
  }
}
