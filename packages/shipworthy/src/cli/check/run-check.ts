import { setFlagsFromString } from 'node:v8'
import type { Report } from '../../audit/model/report.ts'
import { isRollUp, type AuditResult, type RollUp } from '../../audit/model/roll-up.ts'
import { usageError } from '../parse-option.ts'
import { createProgressLine } from '../progress-line.ts'
import { screenFor } from '../screen-for.ts'
import { writeHint } from '../write-hint.ts'
import { writeStdout } from '../write-stdout.ts'
import { rememberResult } from '../cache/remember-result.ts'
import type { AuditedTarget } from './audited-target.ts'
import { asksRunningSystem } from './asks-running-system.ts'
import type { CheckFlags } from './check-flags.ts'
import { deliverTexts, type Delivered } from './deliver-texts.ts'
import { describeFailure } from './describe-failure.ts'
import { exitCodeOf } from './exit-code.ts'
import { pairOutputs, refuseSameFile, type Delivery } from './pair-outputs.ts'
import { renderResult } from './render-result.ts'
import { repositoryFolder } from './repository-folder.ts'
import { readsWorkflowCommands, withoutWorkflowCommands } from './workflow-commands.ts'

/** `shipworthy check`: audits, delivers the report, and returns what the process should end with. */
export async function runCheck(dir: string | undefined, flags: CheckFlags): Promise<number> {
  if (asksRunningSystem(flags)) hideArguments()
  const deliveries = planDeliveries(dir, flags)
  const { result, facts } = await audit(folderOf(dir, flags), flags)
  const texts: Delivered[] = facts === undefined ? [] : [{ path: flags.save, text: facts }]
  const folder = flags.from === undefined ? repositoryFolder(dir ?? '.') : ''
  for (const { format, path } of deliveries) {
    const screen = screenFor(path, flags.color)
    const text = await renderResult(result, { format, screen, quiet: flags.quiet === true, folder })
    const isRead = isScreen({ format, path }) && readsWorkflowCommands(process.env)
    texts.push({ path, text: isRead ? withoutWorkflowCommands(text) : text })
  }
  await deliverTexts(texts)
  if (!flags.quiet && readsWorkflowCommands(process.env)) await annotate(result, deliveries, folder)
  if (!flags.quiet) hintAt(result, deliveries)
  return exitCodeOf(result)
}

/** Addresses on the command line may hold passwords, and every user of a machine may list its processes. */
function hideArguments(): void {
  process.title = 'shipworthy check'
}

/** Refuses what cannot be delivered before anything is audited. */
function planDeliveries(dir: string | undefined, flags: CheckFlags): Delivery[] {
  const { format, output, save, from, service, whole } = flags
  if (from !== undefined && asksRunningSystem(flags))
    throw usageError('--from reads nothing but its file, so no running system has a place beside it')
  if (whole && service)
    throw usageError('--whole audits all services as one, and --service chooses some of them: only one can be meant')
  if (from !== undefined && dir !== undefined)
    throw usageError(`--from reads nothing but its file, so the folder "${dir}" has no place beside it`)
  const deliveries = pairOutputs(format ?? [], output ?? [])
  refuseSameFile([...deliveries.flatMap(({ path }) => path ?? []), ...(save === undefined ? [] : [save])])
  return deliveries
}

/** What was found the last time, when nothing has changed since; else an audit, whose result is remembered. */
/** Beside a running system only the source that was named is examined. */
function folderOf(dir: string | undefined, flags: CheckFlags): string | undefined {
  return dir ?? (asksRunningSystem(flags) ? undefined : '.')
}

async function audit(dir: string | undefined, flags: CheckFlags): Promise<AuditedTarget> {
  const progress = createProgressLine(process.stderr, !flags.quiet)
  try {
    progress.show('files')
    const memory = rememberResult(dir, flags)
    if (memory?.result) return { result: memory.result, facts: undefined }
    // Most of what an audit makes is kept to its end: a young generation that grows to 128 MiB would only take memory.
    setFlagsFromString('--semi-space-growth-factor=1')
    // Only now what an audit needs is loaded.
    const { auditTarget } = await import('./audit-target.ts')
    const observe = memory && { observe: memory.observe }
    const audited = await auditTarget({ dir, flags, onProgress: progress.show, ...observe })
    await memory?.keep(audited.result)
    return audited
  } finally {
    progress.clear()
  }
}

/** Annotations go after the report on the screen; beside anything else on stdout, or nothing, they go to stderr. */
async function annotate(result: AuditResult, deliveries: readonly Delivery[], folder: string): Promise<void> {
  const { renderAnnotations } = await import('../../audit/report/annotations.ts')
  const text = renderAnnotations(isRollUp(result) ? await merged(result) : result, { folder })
  if (deliveries.some(isScreen)) await writeStdout(text)
  else process.stderr.write(text)
}

async function merged(rollUp: RollUp): Promise<Report> {
  const { mergeReports } = await import('../../audit/report/roll-up/merge-reports.ts')
  return mergeReports(rollUp)
}

function isScreen({ format, path }: Delivery): boolean {
  return format === 'terminal' && path === undefined
}

/** On stderr: where reports went, and why the process fails when no report on the screen says so. */
function hintAt(result: AuditResult, deliveries: readonly Delivery[]): void {
  for (const { path } of process.stderr.isTTY ? deliveries : []) if (path !== undefined) writeHint(`wrote ${path}`)
  const failure = describeFailure(result, deliveries.some(isScreen))
  if (failure !== undefined) writeHint(failure)
}
