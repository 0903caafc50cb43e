import { auditServices } from '../../audit/audit-services.ts'
import type { ProjectReader } from '../../audit/gather/project/project-reader.ts'
import type { Rule } from '../../audit/rules/rule.ts'
import { runAudit } from '../../audit/run-audit.ts'
import { loadConfig, type LoadedConfig } from '../../config/load-config.ts'
import { findBaseline } from '../baseline/find-baseline.ts'
import { usageError } from '../parse-option.ts'
import { loadRules } from '../plugins/load-rules.ts'
import { writeHint } from '../write-hint.ts'
import { auditSettings } from './audit-settings.ts'
import { asksRunningSystem } from './asks-running-system.ts'
import type { AuditedTarget } from './audited-target.ts'
import type { CheckFlags } from './check-flags.ts'
import { mergeGateSettings } from './merge-settings.ts'
import { openTarget } from './open-target.ts'
import { startSaving } from './start-saving.ts'

export interface AuditRequest {
  /** Left out: no source, only a running system. */
  dir: string | undefined
  flags: CheckFlags
  onProgress: (step: string) => void
  /** Stands between the target and the audit, to see what is read. */
  observe?: (reader: ProjectReader) => ProjectReader
}

/** Rules, configuration, target and baseline, in the order in which a user wants to hear what is wrong with them. */
export async function auditTarget({ dir, flags, onProgress, observe }: AuditRequest): Promise<AuditedTarget> {
  const { from, save, service, whole } = flags
  const rules = await loadRules(flags.plugin)
  const loaded = await readConfig(dir, flags, rules)
  onProgress('files')
  const { isIgnored, ...settings } = auditSettings(flags, loaded, rules)
  // First what is wrong with the target: a folder that is closed hides its baseline too.
  const opened = await openTarget(dir, from)
  const reader = observe?.(opened) ?? opened
  const baseline = findBaseline(from === undefined ? dir : undefined, flags.baseline)
  if (flags.failOnNew && !baseline)
    throw usageError('--fail-on-new needs a baseline; make one with `shipworthy baseline update`')
  const saving = save === undefined ? undefined : await startSaving(reader, isIgnored)
  const options = {
    ...mergeGateSettings(flags, loaded.config),
    ...settings,
    ...(isIgnored && { isIgnored }),
    ...(baseline && { baseline }),
    onProgress,
  }
  const source = saving?.reader ?? reader
  if (asksRunningSystem(flags)) {
    const { auditRunningSystem } = await import('./audit-running-system.ts')
    return auditRunningSystem({ source, saving, flags, options, folder: dir })
  }
  const result = whole
    ? runAudit(source, options)
    : auditServices(source, { ...options, ...(service && { services: service }) })
  return { result, facts: saving?.finish() }
}

async function readConfig(
  target: string | undefined,
  { config, from, quiet }: CheckFlags,
  rules: readonly Rule[],
): Promise<LoadedConfig> {
  const loaded = await loadConfig({
    folder: config === false || from !== undefined ? undefined : target,
    file: config === false ? undefined : config,
    ruleIds: rules.map(({ id }) => id),
  })
  for (const file of quiet ? [] : loaded.code)
    writeHint(`${file} is not read: a configuration is data (json, jsonc or yaml), and code is never run`)
  return loaded
}
