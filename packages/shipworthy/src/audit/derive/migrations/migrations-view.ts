import { baseName, folderOf, isInside, joinPath } from '../../facts/paths.ts'
import type { ProjectFacts } from '../../facts/project-facts.ts'
import type { Evidence } from '../../model/outcome.ts'
import { settingAt } from '../evidence.ts'
import { groupBy } from '../program/group-by.ts'
import { MIGRATION_TOOLS, OTHER_MIGRATION_PACKAGES, type MigrationTool } from './migration-tools.ts'

/** A folder of migrations, in the order in which they are applied. */
export interface MigrationSet {
  /** `prisma`, `knex` …; `sql` for files that no known tool of the project explains. */
  tool: string
  directory: string
  files: string[]
  /** Files whose text is SQL; `text` gives it. */
  sqlFiles: string[]
  /** The file that names the folder, with the line. */
  config?: Evidence
}

export interface MigrationsView {
  sets: MigrationSet[]
  /** Migration tools that the project depends on, with where. */
  tools: { name: string; package: string; evidence: Evidence }[]
  /** Text of a migration. */
  text: (path: string) => string | undefined
}

const FILES =
  /(^|\/)(migrations?|migrate|db\/(changes|versions)|changelogs?|drizzle|flyway|liquibase|sqitch|schema-migrations)\/(.+\/)?[^/]+\.(sql|js|ts|cjs|mjs|xml|ya?ml)$/i
const FILE_TYPES = /\.(sql|js|ts|cjs|mjs)$/
const NOT_MIGRATIONS =
  /(index|helpers?|utils?|types?|runner|config|knexfile|umzug|README|\.d)\.[cm]?[jt]s$|\.(test|spec)\.|node_modules|(^|\/)(test|tests|__tests__|examples?|seed(er)?s?)\//i

export function deriveMigrations(facts: ProjectFacts): MigrationsView {
  const tools = installedTools(facts)
  const configured = configuredFolders(facts, tools)
  const paths = facts.files
    .map(({ path }) => path)
    .filter((path) => !path.startsWith('../') && isMigration(path, configured))
  const sets = [...groupBy(paths, (path) => setFolder(path, configured))].map(([directory, files]): MigrationSet => {
    const config = configured.find((entry) => entry.directory === directory)
    return {
      tool: config?.tool ?? toolOf(directory, files, tools),
      directory,
      files: files.toSorted((a, b) => (a < b ? -1 : 1)),
      sqlFiles: files.filter((path) => path.endsWith('.sql')).toSorted((a, b) => (a < b ? -1 : 1)),
      ...(config && { config: config.evidence }),
    }
  })
  return { sets, tools, text: facts.sources.text }
}

interface ConfiguredFolder {
  tool: string
  directory: string
  evidence: Evidence
}

function isMigration(path: string, configured: readonly ConfiguredFolder[]): boolean {
  if (NOT_MIGRATIONS.test(path)) return false
  return FILES.test(path) || (FILE_TYPES.test(path) && configured.some(({ directory }) => isInside(path, directory)))
}

/** Prisma and Drizzle give each migration a folder of its own. */
function setFolder(path: string, configured: readonly ConfiguredFolder[]): string {
  const named = configured.find(({ directory }) => isInside(path, directory))
  if (named) return named.directory
  const folder = folderOf(path)
  if (baseName(path) === 'migration.sql') return folderOf(folder)
  return /^(\d{4,}[\w-]*|v?\d+([._]\d+)*)$/.test(baseName(folder)) ? folderOf(folder) : folder
}

function installedTools({ packages }: ProjectFacts): MigrationsView['tools'] {
  return packages
    .filter(({ path }) => !path.startsWith('../'))
    .flatMap(({ path, dependencies }) =>
      Object.entries(dependencies).flatMap(([name, { line, range }]) => {
        const tool = MIGRATION_TOOLS.find(({ packages: pattern }) => pattern.test(name))
        if (!tool && !OTHER_MIGRATION_PACKAGES.test(name)) return []
        return [{ name: tool?.name ?? name, package: name, evidence: settingAt(path, line, `"${name}": "${range}"`) }]
      }),
    )
}

/** Folders that the settings of an installed tool name. */
function configuredFolders(facts: ProjectFacts, tools: MigrationsView['tools']): ConfiguredFolder[] {
  const installed = new Set(tools.map(({ name }) => name))
  return MIGRATION_TOOLS.filter(({ name }) => installed.has(name)).flatMap((tool) =>
    facts.files.flatMap(({ path }) =>
      tool.config?.test(path) && !path.startsWith('../') ? folderIn(facts, path, tool) : [],
    ),
  )
}

function folderIn(
  { sources }: ProjectFacts,
  path: string,
  { name, directory: pattern }: MigrationTool,
): ConfiguredFolder[] {
  const text = sources.text(path)
  const match = text !== undefined && pattern?.exec(text)
  if (!match) return []
  // `path.resolve('db', 'migrations')` names it in parts.
  const written = match[1]!
    .split(/['"`]\s*,\s*['"`]/)
    .join('/')
    .replace(/\/?\*.*$/, '')
  const directory = joinPath(folderOf(path), written.replace(/^(dist|build)\//, 'src/'))
  if (directory === '' || directory.startsWith('..')) return []
  const line = text.slice(0, match.index).split('\n').length
  return [{ tool: name, directory, evidence: settingAt(path, line, match[0]) }]
}

function toolOf(directory: string, files: readonly string[], tools: MigrationsView['tools']): string {
  if (files.some((path) => path.endsWith('/migration.sql')) && tools.some(({ name }) => name === 'prisma'))
    return 'prisma'
  const byFolder = MIGRATION_TOOLS.filter(
    ({ name, folder }) =>
      tools.some((tool) => tool.name === name) && folder !== undefined && directory.endsWith(folder),
  )
  const [only, ...others] = [...new Set(tools.map(({ name }) => name))]
  return byFolder[0]?.name ?? (only !== undefined && others.length === 0 ? only : 'sql')
}
