import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { diskReader } from '../../audit/gather/project/disk-reader.ts'
import { isRollUp, type AuditResult } from '../../audit/model/roll-up.ts'
import { findConfig } from '../../config/find-config.ts'
import { BASELINE_NAME } from '../baseline/find-baseline.ts'
import { asksRunningSystem } from '../check/asks-running-system.ts'
import type { CheckFlags } from '../check/check-flags.ts'
import { cacheFolder } from './cache-folder.ts'
import { recordInputs, type InputRecorder } from './recorded-inputs.ts'
import { openResultCache } from './result-cache.ts'
import { toolFingerprint } from './tool-fingerprint.ts'

export interface Memory {
  /** What an audit would say, when nothing it looks at has changed since the last one. */
  result: AuditResult | undefined
  /** Has what an audit reads noted. */
  observe: (reader: ReturnType<typeof diskReader>) => ReturnType<typeof diskReader>
  /** Remembers what came of the audit that was observed. */
  keep: (result: AuditResult) => Promise<void>
}

/**
 * The memory for one command line; `undefined` when it has none: code of plugins may do anything, and `--save` and `--from`
 * are about the facts.
 */
export function rememberResult(dir: string | undefined, flags: CheckFlags): Memory | undefined {
  // A running system answers anew each time.
  if (dir === undefined || asksRunningSystem(flags)) return undefined
  if (flags.cache === false || flags.plugin || flags.save !== undefined || flags.from !== undefined) return undefined
  const startedMs = performance.now()
  try {
    const { quiet: _, color: __, debug: ___, format: ____, output: _____, ...asked } = flags
    const place = JSON.stringify([resolve(dir), asked])
    const cache = openResultCache<AuditResult>(cacheFolder(process.env), place, questionOf(dir, flags))
    const found = cache.find(diskReader(dir))
    let recorder: InputRecorder | undefined
    return {
      result: found && refresh(found, Math.round(performance.now() - startedMs)),
      observe: (reader) => (recorder = recordInputs(reader)).reader,
      keep: async (result) => {
        if (recorder) await cache.keep(recorder.inputs(), result)
      },
    }
  } catch {
    // Whatever is wrong here is wrong for the audit too, which says it in its own order.
    return undefined
  }
}

/** Everything beside the target that a result depends on. */
function questionOf(dir: string, { config, baseline, today }: CheckFlags): unknown {
  const found = config === undefined ? findConfig(dir) : undefined
  // Files that are code are only hinted at, and the hint is the audit's.
  if (found && found.code.length > 0) throw new Error('not remembered')
  return {
    tool: toolFingerprint(),
    config:
      typeof config === 'string'
        ? readFileSync(config, 'utf8')
        : found?.document && [found.document.path, found.document.text],
    baseline: baseline === false ? undefined : readIfThere(baseline ?? join(dir, BASELINE_NAME)),
    today: today ?? new Date().toISOString().slice(0, 10),
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    return `! ${(error as NodeJS.ErrnoException).code}`
  }
}

/** A remembered result is as true now as it was then. */
function refresh(result: AuditResult, durationMs: number): AuditResult {
  const date = new Date().toISOString()
  if (!isRollUp(result)) return { ...result, date, durationMs }
  const services = result.services.map((service) => ({ ...service, report: { ...service.report, date } }))
  return { ...result, date, durationMs, services }
}
