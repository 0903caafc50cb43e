#!/usr/bin/env node
// What a monitor costs.  npm run bench:monitor [-- 200 2000 10000 --seconds 60]
import { parseArgs } from 'node:util'
import { measureMonitor, type MonitorMeasurement } from './bench-monitor/measure-monitor.ts'
import { ROOT } from './root.ts'
import { runCommand } from './run-command.ts'

const SIZES = ['200', '2000', '10000']
/** What must hold; 200 and 2,000 HTTP checks every 20 seconds. */
const BARS: Readonly<Record<number, Partial<MonitorMeasurement>>> = {
  200: { cpuPercent: 2.5, rssMib: 80, bytesPerRun: 500 },
  2000: { cpuPercent: 10 },
}

const { values, positionals } = parseArgs({
  options: { seconds: { type: 'string', default: '60' } },
  allowPositionals: true,
})
for (const name of ['@shipworthy/health', 'shipworthy']) runCommand('npm', ['run', 'build', '-w', name], { cwd: ROOT })
console.log(`Node.js ${process.version}, ${values.seconds} s for each size\n`)
console.log('| HTTP checks at 20 s | % of a core | RSS MiB | bytes written per run | runs done % | scheduler lag ms |')
console.log('|--:|--:|--:|--:|--:|--:|')
let isMissed = false
for (const size of positionals.length > 0 ? positionals : SIZES) {
  const measured = await measureMonitor(Number(size), Number(values.seconds))
  const cell = (key: keyof MonitorMeasurement, digits: number): string => {
    const bar = BARS[measured.checks]?.[key]
    const isOver = bar !== undefined && measured[key] > bar
    isMissed ||= isOver
    return `${measured[key].toFixed(digits)}${bar === undefined ? '' : ` (${isOver ? 'over' : 'of'} ${bar})`}`
  }
  const cells = [
    cell('cpuPercent', 1),
    cell('rssMib', 0),
    cell('bytesPerRun', 0),
    cell('runsPercent', 1),
    cell('lagMs', 0),
  ]
  console.log(`| ${measured.checks} | ${cells.join(' | ')} |`)
}
process.exitCode = isMissed ? 1 : 0
