import { checkBarrels } from './check-barrels.ts'
import { checkCycles } from './check-cycles.ts'
import { checkFileNames, type Families } from './check-file-names.ts'
import { checkLanguage } from './check-language.ts'
import { checkLayers } from './check-layers.ts'
import { checkPurity } from './check-purity.ts'
import { checkRulePaths } from './check-rule-paths.ts'
import type { Layer } from './layers.ts'
import type { Check } from './violation.ts'

/** The layers of one package. */
export interface LayerTable {
  /** With a slash at its end. */
  folder: string
  layers: readonly Layer[]
}

/** Named after what their functions make, or after what their exports have in common. */
const FAMILIES: Families = {
  'apps/maplehustle/src/routes/common-schemas.ts': 'schemas that several resources use',
  'apps/maplehustle/src/services/problem.ts': 'every function makes an HttpProblem',
  'packages/shipworthy/src/audit/derive/evidence.ts': 'every function makes an Evidence',
  'packages/shipworthy/src/audit/derive/profile.ts': 'the profile section of a report',
  'packages/shipworthy/src/audit/facts/settings.ts': 'the types of small configuration files',
  'packages/shipworthy/src/audit/rules/applicability.ts': 'verdicts for what a rule does not apply to',
  'packages/shipworthy/src/audit/rules/example-kit.ts': 'builders of example projects',
  'packages/shipworthy/src/audit/rules/live-example-kit.ts': 'builders of what a running system answers',
  'packages/shipworthy/src/audit/rules/live-example-http.ts': 'builders of what a service answers over HTTP',
  'packages/health/src/index.ts': 'the entry of the package',
  'packages/shipworthy/src/index.ts': 'the entry of the package',
}

/** Every check of the sources, by what it keeps true. */
export function repositoryChecks(tables: readonly LayerTable[]): Record<string, Check> {
  return {
    'imports follow the layer table': forEvery(tables, checkLayers),
    'pure layers use nothing of Node.js': forEvery(tables, checkPurity),
    'nothing imports itself in a circle': checkCycles,
    'no file only passes on exports': checkBarrels,
    'files are named after what they export': checkFileNames(FAMILIES),
    'the language subset is kept': checkLanguage,
    'rules lie where their ids say': checkRulePaths,
  }
}

function forEvery(
  tables: readonly LayerTable[],
  make: (layers: readonly Layer[], sourceFolder: string) => Check,
): Check {
  const checks = tables.map(({ layers, folder }) => make(layers, folder))
  return (modules) => checks.flatMap((check) => check(modules))
}
