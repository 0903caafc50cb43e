import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg } from 'node:os'
import { join } from 'node:path'

export interface CpuNumbers {
  /** Busy share since the last reading, of the container where its CPU is limited, else of the machine; absent at once after it. */
  usedPercent?: number
  /** Of this process, of what it may use. */
  processPercent?: number
  /** Average over a minute, by core; always 0 on Windows. */
  loadPerCore: number
  /** What there is to use; a fraction where the container is limited to one. */
  cores: number
  /** Share of the periods in which the container was stopped, since it had used its part. */
  throttledPercent?: number
}

interface Reading {
  atMs: number
  processMs: number
  busyMs: number
  totalMs: number
  group: Group | undefined
}

interface Group {
  cores: number | undefined
  usedMs: number
  periods: number
  throttled: number
}

/** A shorter one says more about the clock ticks of the system than about its CPU. */
export const MIN_WINDOW_MS = 200

/** Watches the CPU from reading to reading, of a container by its control group (version 2 or 1). */
export function watchCpu(cgroup = '/sys/fs/cgroup'): () => CpuNumbers {
  let before = read(cgroup)
  return () => {
    const now = read(cgroup)
    const { group } = now
    const machine = availableParallelism()
    const cores = Math.min(group?.cores ?? machine, machine)
    const numbers = { loadPerCore: (loadavg()[0] ?? 0) / machine, cores }
    const elapsedMs = now.atMs - before.atMs
    if (elapsedMs < MIN_WINDOW_MS) return numbers
    const last = before
    before = now
    const totalMs = now.totalMs - last.totalMs
    const isLimited = group && last.group && cores < machine
    const periods = group && last.group ? group.periods - last.group.periods : 0
    return {
      ...numbers,
      usedPercent: isLimited
        ? (100 * (group.usedMs - last.group!.usedMs)) / (elapsedMs * cores)
        : (100 * (now.busyMs - last.busyMs)) / Math.max(1, totalMs),
      processPercent: (100 * (now.processMs - last.processMs)) / (elapsedMs * cores),
      ...(periods > 0 && { throttledPercent: (100 * (group!.throttled - last.group!.throttled)) / periods }),
    }
  }
}

function read(cgroup: string): Reading {
  const { user, system } = process.cpuUsage()
  let [busyMs, totalMs] = [0, 0]
  for (const { times } of cpus()) {
    const busy = times.user + times.nice + times.sys + times.irq
    busyMs += busy
    totalMs += busy + times.idle
  }
  return { atMs: performance.now(), processMs: (user + system) / 1000, busyMs, totalMs, group: readGroup(cgroup) }
}

function readGroup(root: string): Group | undefined {
  const text = (path: string): string => {
    try {
      return readFileSync(join(root, path), 'utf8')
    } catch {
      return ''
    }
  }
  const stat = text('cpu.stat') || text('cpu/cpu.stat')
  const number = (name: string): number | undefined => {
    const [, digits] = new RegExp(`^${name} (\\d+)$`, 'm').exec(stat) ?? []
    return digits === undefined ? undefined : Number(digits)
  }
  const usage = number('usage_usec')
  const nanoseconds = Number(text('cpuacct/cpuacct.usage') || NaN)
  const usedMs = usage === undefined ? nanoseconds / 1e6 : usage / 1000
  if (!Number.isFinite(usedMs)) return undefined
  const [quota, period] =
    usage === undefined ? [text('cpu/cpu.cfs_quota_us'), text('cpu/cpu.cfs_period_us')] : text('cpu.max').split(' ')
  // No limit is written as `max`, or as -1.
  const cores = Number(quota) / Number(period)
  return {
    cores: cores > 0 ? cores : undefined,
    usedMs,
    periods: number('nr_periods') ?? 0,
    throttled: number('nr_throttled') ?? 0,
  }
}
