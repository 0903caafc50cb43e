import { readFileSync } from 'node:fs'
import { totalmem } from 'node:os'
import { getHeapStatistics } from 'node:v8'

export interface MemoryNumbers {
  heapUsedBytes: number
  /** What the heap may grow to. */
  heapLimitBytes: number
  rssBytes: number
  externalBytes: number
  /** What the control group allows, or the machine has if that is less. */
  limitBytes: number
  /** Memory of the whole control group, as far as it cannot be reclaimed; absent outside of one. */
  cgroupUsedBytes?: number
}

/** Memory of this process, against what stops it: the heap's limit, and the container's. */
export function probeMemory(): MemoryNumbers {
  const { heapUsed, rss, external } = process.memoryUsage()
  const cgroup = readCgroup()
  return {
    heapUsedBytes: heapUsed,
    heapLimitBytes: getHeapStatistics().heap_size_limit,
    rssBytes: rss,
    externalBytes: external,
    limitBytes: Math.min(cgroup.limitBytes ?? Infinity, totalmem()),
    ...(cgroup.usedBytes !== undefined && { cgroupUsedBytes: cgroup.usedBytes }),
  }
}

interface CgroupMemory {
  limitBytes?: number
  usedBytes?: number
}

/** Inside a container its own group is mounted at the root: version 2 first, then version 1. */
function readCgroup(): CgroupMemory {
  const limitBytes =
    readNumber('/sys/fs/cgroup/memory.max') ?? readNumber('/sys/fs/cgroup/memory/memory.limit_in_bytes')
  const current =
    readNumber('/sys/fs/cgroup/memory.current') ?? readNumber('/sys/fs/cgroup/memory/memory.usage_in_bytes')
  if (current === undefined) return limitBytes === undefined ? {} : { limitBytes }
  // The page cache counts as used, but is given back before anything is killed; the kubelet subtracts it as well.
  const reclaimable = readInactiveFile() ?? 0
  return { ...(limitBytes !== undefined && { limitBytes }), usedBytes: Math.max(0, current - reclaimable) }
}

function readNumber(path: string): number | undefined {
  try {
    const text = readFileSync(path, 'utf8').trim()
    const value = Number(text)
    // Version 1 writes "no limit" as a number close to 2^63.
    return text === 'max' || !Number.isFinite(value) || value > 2 ** 60 ? undefined : value
  } catch {
    return undefined
  }
}

function readInactiveFile(): number | undefined {
  for (const path of ['/sys/fs/cgroup/memory.stat', '/sys/fs/cgroup/memory/memory.stat'])
    try {
      const [, bytes] = /^(?:total_)?inactive_file (\d+)$/m.exec(readFileSync(path, 'utf8')) ?? []
      if (bytes !== undefined) return Number(bytes)
    } catch {
      continue
    }
  return undefined
}
