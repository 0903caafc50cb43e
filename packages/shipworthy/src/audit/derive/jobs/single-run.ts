import type { Evidence } from '../../model/outcome.ts'
import { callAt, codeAt } from '../evidence.ts'
import { siteOf, type CallEvent } from '../execution/call-event.ts'
import type { Execution } from '../execution/execution.ts'
import { guardChain } from '../program/guards.ts'
import { lastName } from '../program/names.ts'
import type { Value } from '../program/value.ts'
import type { ScheduledJob } from './job-queue.ts'

/** Names by which one instance is chosen, or kept out while another works. */
const LOCK_NAME =
  /^(redlock|acquire|acquireLock|aquireLock|lock|tryLock|withLock|getLock|obtainLock|takeLock|runExclusive|setnx|setNX|isLeader|isPrimary|isMaster|tryAdvisoryLock|withAdvisoryLock|claim\w*)$/i
const LOCK_WORD = /(lock|leader|mutex|singleton|exclusive|onlyOnce|claim)/i
const LOCK_SQL = /advisory_(xact_)?lock|skip locked|get_lock\s*\(|sp_getapplock/i
/** These keep callers of one process apart, not processes. */
const IN_PROCESS = /^(async-mutex|async-lock|p-limit|semaphore-async-await)\b/
/** Conditions that are true on one instance only. */
const ONE_INSTANCE =
  /NODE_APP_INSTANCE|INSTANCE_ID|isPrimary|isMaster|isLeader|\bleader\b|worker\.id\s*===|WORKER_ID|POD_(NAME|INDEX)|HOSTNAME/i

/** Where a timer is kept to one instance. */
export function singleRunGuard(program: Execution, job: ScheduledJob): Evidence | undefined {
  const guarded = guardedPlace(program, job)
  if (guarded) return guarded
  for (const fn of job.functions) {
    const lock = program.trace(fn).find((event) => isLock(program, event))
    if (lock) return callAt(lock, 'one instance at a time')
  }
  return undefined
}

function isLock(program: Execution, event: CallEvent): boolean {
  if (IN_PROCESS.test(event.name)) return false
  const name = lastName(event.name)
  if (LOCK_NAME.test(name) || /\bredlock\b/i.test(event.name)) return true
  if (event.callee.kind === 'function' && LOCK_WORD.test(name)) return true
  if (event.call.args.length === 0) return false
  if (/^set$/i.test(name)) return program.evaluator.arguments(siteOf(event)).some(isOnlyIfAbsent)
  return /^(query|raw|execute|\$queryRaw\w*|\$executeRaw\w*|sql)$/.test(name) && LOCK_SQL.test(textOf(event))
}

/** Redis `SET key value NX`. */
function isOnlyIfAbsent(value: Value): boolean {
  if (value.kind === 'literal') return value.value === 'NX'
  return value.kind === 'record' && value.keys().some((key) => /^nx$/i.test(key))
}

function textOf({ file, call }: CallEvent): string {
  return file.text.slice(call.at, call.end)
}

/** A condition around the timer, or around what loads its file, that holds on one instance. */
function guardedPlace(program: Execution, { file, at }: ScheduledJob): Evidence | undefined {
  const own = file.calls.find((call) => call.nameAt === at)
  const ownGuard = own && chosenInstance(file, own.guard)
  if (ownGuard !== undefined) return codeAt(file, ownGuard, 'on one instance')
  for (const path of program.modules) {
    if (!program.evaluator.sources.skim(path)?.relevant) continue
    const loader = program.evaluator.sources.parse(path)
    for (const call of loader?.calls ?? []) {
      if (call.import === undefined || loader!.imports[call.import]!.resolved !== file.path) continue
      const guard = chosenInstance(loader!, call.guard)
      if (guard !== undefined) return codeAt(loader!, guard, 'on one instance')
    }
  }
  return undefined
}

function chosenInstance(file: ScheduledJob['file'], innermost: number): number | undefined {
  return guardChain(file, innermost).find(({ at }) => ONE_INSTANCE.test(lineFrom(file.text, at)))?.at
}

function lineFrom(text: string, at: number): string {
  const end = text.indexOf('\n', at)
  return text.slice(at, end === -1 ? undefined : end)
}
