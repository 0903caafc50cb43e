import { readFileSync } from 'node:fs'

/**
 * When a process began, in ticks since this start of the machine, as Linux tells it (proc(5), field 22 of `stat`).
 *
 * @returns '' elsewhere, and for a process that is gone.
 */
export function startOfProcess(pid: number): string {
  try {
    // The second field is the program's name, and may hold spaces and brackets.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${fields[19]}`
  } catch {
    return ''
  }
}
