import { availableParallelism, freemem, loadavg, totalmem, uptime } from 'node:os'
import type { Resources } from '../export/detailed-json.ts'

/** What the process and its host use now. */
export function readResources(): Resources {
  const { rss, heapUsed, heapTotal, external } = process.memoryUsage()
  const { user, system } = process.cpuUsage()
  const [load1 = 0, load5 = 0, load15 = 0] = loadavg()
  return {
    process: {
      pid: process.pid,
      node: process.version,
      uptimeSeconds: Math.round(process.uptime()),
      rssBytes: rss,
      heapUsedBytes: heapUsed,
      heapTotalBytes: heapTotal,
      externalBytes: external,
      cpuSeconds: (user + system) / 1e6,
    },
    host: {
      cores: availableParallelism(),
      load1,
      load5,
      load15,
      freeBytes: freemem(),
      totalBytes: totalmem(),
      uptimeSeconds: Math.round(uptime()),
    },
  }
}
