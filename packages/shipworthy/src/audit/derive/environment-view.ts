import type { EnvironmentFile } from '../facts/settings.ts'
import { baseName } from '../facts/paths.ts'
import type { ProjectFacts } from '../facts/project-facts.ts'
import type { SourceFile } from '../facts/source.ts'
import { classifyPath } from '../facts/path-class.ts'
import type { Execution } from './execution/execution.ts'

export interface EnvironmentReadSite {
  name: string
  file: SourceFile
  at: number
  hasFallback: boolean
}

export interface EnvironmentView {
  /** Variables that loaded code reads from `process.env`. */
  reads: EnvironmentReadSite[]
  /** Files that document the variables: `.env.example` and its kin. */
  examples: EnvironmentFile[]
  /** Files that a process loads: `.env`, `.env.production`. */
  real: EnvironmentFile[]
  files: EnvironmentFile[]
}

export function deriveEnvironment(facts: ProjectFacts, program: Execution): EnvironmentView {
  const files = facts.environmentFiles.filter(
    ({ path }) => !/^(test|vendored|generated)$/.test(classifyPath(path.replace(/\.(env|example)[^/]*$/, ''))),
  )
  const reads = [...program.modules].flatMap((path) => {
    const file = program.evaluator.sources.skim(path)?.relevant ? program.evaluator.sources.parse(path) : undefined
    return (file?.environmentReads ?? []).map(({ name, at, fallback }) => ({
      name,
      file: file!,
      at,
      hasFallback: fallback !== undefined,
    }))
  })
  return {
    reads,
    files,
    examples: files.filter(({ path }) => isExample(path)),
    real: files.filter(({ path }) => isRealEnvironmentFile(path)),
  }
}

export function isExample(path: string): boolean {
  return /(example|sample|template|dist|default|defaults|schema|tpl)/i.test(baseName(path))
}

/** What dotenv and frameworks load outside tests: `.env`, `.env.local`, `.env.production`, `.env.staging` … */
export function isRealEnvironmentFile(path: string): boolean {
  const name = baseName(path)
  if (isExample(path) || /\.(test|testing|ci|e2e|development|dev|docker|defaults?)(\.|$)|^test\.|vault/i.test(name))
    return false
  return /^\.env(\.(local|prod|production|staging|stage|live|[a-z]+\.local))?$|^(prod|production|staging)\.env$/i.test(
    name,
  )
}
