import { join } from 'node:path'
import { diskReader } from '../../audit/gather/project/disk-reader.ts'
import { plural } from '../../audit/report/format.ts'
import { cleanText } from '../../audit/report/text.ts'
import { auditServices } from '../../audit/audit-services.ts'
import { mergeResults } from '../../audit/model/merge-results.ts'
import { isRollUp } from '../../audit/model/roll-up.ts'
import { runAudit } from '../../audit/run-audit.ts'
import { baselineOf, type Baseline } from '../../audit/suppress/baseline.ts'
import { baselineText } from '../../audit/suppress/parse-baseline.ts'
import { shrinkBaseline } from '../../audit/suppress/shrink-baseline.ts'
import type { RuleResult } from '../../audit/model/outcome.ts'
import { loadConfig } from '../../config/load-config.ts'
import { auditSettings } from '../check/audit-settings.ts'
import { loadRules } from '../plugins/load-rules.ts'
import { writeFileAtomically } from '../write-file-atomically.ts'
import { writeStdout } from '../write-stdout.ts'
import type { BaselineFlags } from './baseline-flags.ts'
import { BASELINE_NAME, readBaseline } from './find-baseline.ts'

/** `shipworthy baseline update`: the first time it accepts what is found, later it only lets go of what is cured. */
export async function updateBaseline(folder: string, flags: BaselineFlags): Promise<void> {
  const path = flags.baseline ?? join(folder, BASELINE_NAME)
  const rules = await loadRules(flags.plugin)
  const loaded = await loadConfig({
    folder: flags.config === false ? undefined : folder,
    file: flags.config === false ? undefined : flags.config,
    ruleIds: rules.map(({ id }) => id),
  })
  const reader = diskReader(folder)
  const old = readBaseline(path)
  const settings = auditSettings(flags, loaded, rules)
  const audited = flags.whole ? runAudit(reader, settings) : auditServices(reader, settings)
  const results = isRollUp(audited) ? mergeResults(audited.services.map(({ report }) => report)) : audited.results
  const { baseline, said } = old ? shrink(old, results, flags.acceptNew === true) : create(results)
  await writeFileAtomically(path, baselineText(baseline))
  await writeStdout(cleanText(`${path}: ${said}`) + '\n')
}

interface Outcome {
  baseline: Baseline
  said: string
}

function create(results: readonly RuleResult[]): Outcome {
  const baseline = baselineOf(results)
  const { length } = baseline.findings
  return { baseline, said: `${plural(length, 'finding')} accepted; from now on only new ones fail the gates` }
}

function shrink(old: Baseline, results: readonly RuleResult[], acceptNew: boolean): Outcome {
  const { baseline, removed, added } = shrinkBaseline(old, results, { acceptNew })
  const left = acceptNew ? `${plural(added.length, 'new finding')} accepted` : leftOut(added.length)
  return {
    baseline,
    said: `${plural(baseline.findings.length, 'finding')}; ${removed.length} cured and removed${left && `; ${left}`}`,
  }
}

function leftOut(count: number): string {
  return count === 0
    ? ''
    : `${plural(count, 'new finding')} left out; cure or suppress them, or accept them with --accept-new`
}
