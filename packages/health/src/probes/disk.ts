import { statfs } from 'node:fs/promises'
import { singleCall } from './parts/single-call.ts'

export interface DiskNumbers {
  totalBytes: number
  /** Left for users that are not root. */
  freeBytes: number
  /** As `df` has it: of what users may fill. */
  usedPercent: number
  /** Absent where the file system does not count them. */
  inodesPercent?: number
  /** At the pace of the window; absent when it does not fill up, or is not known long enough. */
  hoursUntilFull?: number
}

interface Sample {
  atMs: number
  freeBytes: number
}

const SAMPLES = 60

/** Reads a file system; remembers what was free over the window. */
export function createDiskProbe(path: string, windowMs: number): (signal: AbortSignal) => Promise<DiskNumbers> {
  const samples: Sample[] = []
  // A network file system that is away never answers.
  const ask = singleCall(() => statfs(path))
  return async (signal) => {
    const { bsize, blocks, bfree, bavail, files, ffree } = await ask(signal)
    const now = { atMs: performance.now(), freeBytes: bavail * bsize }
    const last = samples.at(-1)
    if (!last || now.atMs - last.atMs >= windowMs / SAMPLES) samples.push(now)
    while (now.atMs - samples[0]!.atMs > windowMs) samples.shift()
    const hoursUntilFull = fitHoursUntilFull([...samples, now], windowMs / 4)
    const used = blocks - bfree
    return {
      totalBytes: blocks * bsize,
      freeBytes: now.freeBytes,
      usedPercent: used + bavail > 0 ? (100 * used) / (used + bavail) : 0,
      ...(files > 0 && { inodesPercent: (100 * (files - ffree)) / files }),
      ...(hoursUntilFull !== undefined && { hoursUntilFull }),
    }
  }
}

/** Hours until a straight line through the samples reaches zero; undefined when it never does, or they span too little. */
export function fitHoursUntilFull(samples: readonly Sample[], minSpanMs: number): number | undefined {
  const last = samples.at(-1)!
  if (last.atMs - samples[0]!.atMs < minSpanMs) return undefined
  const mean = (pick: (sample: Sample) => number): number =>
    samples.reduce((sum, sample) => sum + pick(sample), 0) / samples.length
  const time = mean(({ atMs }) => atMs)
  const free = mean(({ freeBytes }) => freeBytes)
  const spread = mean(({ atMs }) => (atMs - time) ** 2)
  const slope = mean(({ atMs, freeBytes }) => (atMs - time) * (freeBytes - free)) / spread
  return slope < 0 ? last.freeBytes / -slope / 3_600_000 : undefined
}
