// A contender in a process of its own.  node serve.ts <name>; told what to do by its parent.
import { contenderOf } from './contenders/contenders.ts'
import { createDependencies } from './dependencies.ts'
import type { ServerReport, ServerMessage } from './messages.ts'

const dependencies = createDependencies()
const running = await contenderOf(process.argv[2] ?? '').start(dependencies)

function report(): ServerReport {
  const { user, system } = process.cpuUsage()
  return { ...running, cpuUs: user + system, ...dependencies.statistics(), rssBytes: process.memoryUsage.rss() }
}

process.on('message', (message: ServerMessage) => {
  if (message.type === 'hang') dependencies.hang()
  // Answered before the loop is blocked: the parent must know when it begins.
  process.send!(report(), () => {
    if (message.type === 'block') block(message.ms)
  })
})
process.on('disconnect', () => process.exit())
process.send!(report())

function block(ms: number): void {
  const end = performance.now() + ms
  while (performance.now() < end);
}
