import { localCheck, type HealthCheck, type LocalCheckOptions } from '../check.ts'
import { readCount, readText, refuse } from '../options/read-option.ts'
import { probePidFile, probeProcessName } from '../probes/process-alive.ts'

export interface ProcessAliveOptions extends LocalCheckOptions {
  /** Of the process to look for. */
  pidFile?: string
  /** Instead of a pid file: the name of the program. Not on Windows. */
  program?: string
  /** How many of that name there must be; 1 by default. */
  min?: number
}

/**
 * Whether another process of this machine runs.
 *
 * @example
 * processAlive({ name: 'nginx', pidFile: '/run/nginx.pid' })
 */
export function processAlive(options: ProcessAliveOptions): HealthCheck {
  const { pidFile, program, min = 1 } = options
  if ((pidFile === undefined) === (program === undefined))
    refuse('processAlive', 'either `pidFile` or `program`', options)
  const wanted = readText(pidFile ?? program, `processAlive.${pidFile === undefined ? 'program' : 'pidFile'}`)
  const least = readCount(min, 'processAlive.min')
  return localCheck({
    name: 'process',
    options,
    async run({ signal }) {
      if (program === undefined) {
        const pid = await probePidFile(wanted)
        if (pid > 0) return { metadata: { pid } }
        return { status: 'critical', message: 'the process of the pid file has ended' }
      }
      const value = await probeProcessName(program, signal)
      const message = `${value} of at least ${least} processes run`
      return { value, unit: 'processes', ...(value < least && { status: 'critical', message }) }
    },
  })
}
