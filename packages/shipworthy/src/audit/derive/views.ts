import type { ProjectFacts } from '../facts/project-facts.ts'
import type { Tokens } from '../facts/tokens.ts'
import type { FactArea } from '../facts/files.ts'
import { deriveBrowser, type BrowserView } from './browser/browser-view.ts'
import { deriveAlerts, type AlertsView } from './alerts-view.ts'
import { deriveBackups, type BackupsView } from './backups/backups-view.ts'
import { deriveContainers, type ContainersView } from './containers/containers-view.ts'
import { deriveWorkloads, type WorkloadsView } from './containers/workloads-view.ts'
import { deriveDatastores, datastoreTokens, type DatastoresView } from './datastores/datastores-view.ts'
import { deriveEdge, type EdgeView } from './edge/edge-view.ts'
import { deriveEnvironment, type EnvironmentView } from './environment-view.ts'
import { findEntryPoints, type EntryPoints } from './entries/entry-points.ts'
import { productionSteps, type ProductionStep } from './entries/production-steps.ts'
import { runProgram, type Execution } from './execution/execution.ts'
import { deriveFiles, type FilesView } from './files-view.ts'
import { findNextProjects, nextConventions, type NextProject } from './http/next-routes.ts'
import { deriveHttp } from './http/http-view.ts'
import { httpTokens } from './http/http-tokens.ts'
import type { HttpView } from './http/route.ts'
import { deriveHealth, healthTokens, type HealthView } from './http/health-view.ts'
import { deriveJobs, jobTokens, type JobsView } from './jobs/jobs-view.ts'
import { deriveLogging, loggingTokens, type LoggingView } from './logging-view.ts'
import { derivePayments, paymentTokens, type PaymentsView } from './payments/payments-view.ts'
import { deriveMigrations, type MigrationsView } from './migrations/migrations-view.ts'
import { derivePackages, type PackagesView } from './packages-view.ts'
import { createEvaluator } from './program/create-evaluator.ts'
import { productionEnvironment } from './production-environment.ts'
import { deriveRateLimits, rateLimitTokens, type RateLimitsView } from './http/rate-limits-view.ts'
import { deriveRedisClients, type RedisClientsView } from './datastores/redis-clients-view.ts'
import { deriveRepository, type RepositoryView } from './repository-view.ts'
import { deriveRuntime, type RuntimeView } from './runtime-view.ts'
import { deriveShell, type ShellView } from './shell/shell-view.ts'
import { deriveService, type ServiceView } from './service-view.ts'
import { COMMAND_PACKAGES } from './taint/command-sinks.ts'
import { SQL_PACKAGES } from './taint/sql-sinks.ts'
import { deriveTaint, type TaintView } from './taint/taint-view.ts'
import { deriveShutdown, shutdownTokens, type ShutdownView } from './shutdown-view.ts'

/** What rules can ask for. Each view is derived from the facts once, when the first rule needs it. */
export interface Views {
  files: FilesView
  packages: PackagesView
  repository: RepositoryView
  containers: ContainersView
  workloads: WorkloadsView
  entries: EntryPoints
  service: ServiceView
  program: Execution
  http: HttpView
  environment: EnvironmentView
  datastores: DatastoresView
  redisClients: RedisClientsView
  shutdown: ShutdownView
  rateLimits: RateLimitsView
  health: HealthView
  logging: LoggingView
  edge: EdgeView
  runtime: RuntimeView
  taint: TaintView
  browser: BrowserView
  jobs: JobsView
  payments: PaymentsView
  shell: ShellView
  alerts: AlertsView
  migrations: MigrationsView
  /** Commands that run when the service is started or released, with scripts followed. */
  steps: readonly ProductionStep[]
  backups: BackupsView
}

export type ViewName = keyof Views

/** The facts a view rests on: when one of their files could not be read, the view is incomplete. */
export const VIEW_AREAS: Record<ViewName, readonly FactArea[]> = {
  files: [],
  packages: ['packages'],
  repository: [],
  containers: ['dockerfiles', 'compose', 'kubernetes'],
  workloads: ['dockerfiles', 'compose', 'kubernetes'],
  entries: ['packages', 'dockerfiles', 'compose', 'process-files'],
  service: ['packages', 'dockerfiles', 'sources'],
  program: ['packages', 'sources'],
  http: ['packages', 'sources'],
  environment: ['sources', 'environment-files'],
  datastores: ['packages', 'sources'],
  redisClients: ['packages', 'sources'],
  shutdown: ['packages', 'sources'],
  rateLimits: ['packages', 'sources'],
  health: ['packages', 'sources'],
  logging: ['packages', 'sources'],
  edge: ['nginx'],
  runtime: ['packages', 'dockerfiles', 'compose', 'kubernetes', 'process-files'],
  taint: ['packages', 'sources'],
  browser: ['packages', 'sources', 'environment-files'],
  jobs: ['packages', 'sources'],
  payments: ['packages', 'sources'],
  shell: ['packages', 'dockerfiles', 'compose', 'kubernetes', 'pipelines'],
  steps: ['packages', 'dockerfiles', 'compose', 'kubernetes', 'process-files'],
  alerts: [],
  migrations: ['packages'],
  backups: ['dockerfiles', 'compose', 'kubernetes', 'pipelines'],
}

/** Tokens of the views themselves, beside those of the rules. */
export const VIEW_TOKENS: Partial<Record<ViewName, Tokens>> = {
  http: httpTokens,
  datastores: datastoreTokens,
  redisClients: datastoreTokens,
  shutdown: shutdownTokens,
  rateLimits: rateLimitTokens,
  health: healthTokens,
  logging: loggingTokens,
  taint: { packages: [...SQL_PACKAGES, ...COMMAND_PACKAGES] },
  jobs: jobTokens,
  payments: paymentTokens,
}

/** Views that are there already: those of a part of the project. */
export type KnownViews = Partial<Pick<Views, 'entries' | 'program'>>

export function createViews(facts: ProjectFacts, known: KnownViews = {}): Views {
  const cache = new Map<string, unknown>()
  function once<T>(name: string, derive: () => T): T {
    if (!cache.has(name)) cache.set(name, derive())
    return cache.get(name) as T
  }
  const nextProjects = (): NextProject[] => once('next', () => findNextProjects(facts.packages, facts.sources))
  const views: Views = {
    get files() {
      return once('files', () => deriveFiles(facts))
    },
    get packages() {
      return once('packages', () => derivePackages(facts))
    },
    get repository() {
      return once('repository', () => deriveRepository(facts))
    },
    get containers() {
      return once('containers', () => deriveContainers(facts))
    },
    get workloads() {
      return once('workloads', () => deriveWorkloads(facts))
    },
    get entries() {
      return once('entries', () => known.entries ?? findEntryPoints(facts))
    },
    get service() {
      return once('service', () => deriveService(facts, views, nextProjects()))
    },
    get program() {
      return once('program', () => {
        if (known.program) return known.program
        const data = new Map(facts.data.map(({ path, value }) => [path, value]))
        const environment = productionEnvironment(facts, views.entries)
        const evaluator = createEvaluator({ sources: facts.sources, environment, data: (path) => data.get(path) })
        return runProgram(evaluator, views.entries.entries, nextConventions(nextProjects()))
      })
    },
    get http() {
      return once('http', () => deriveHttp(views.program, nextProjects()))
    },
    get environment() {
      return once('environment', () => deriveEnvironment(facts, views.program))
    },
    get datastores() {
      return once('datastores', () => deriveDatastores(facts, views.program))
    },
    get redisClients() {
      return once('redisClients', () => deriveRedisClients(views.program, views.datastores))
    },
    get shutdown() {
      return once('shutdown', () => deriveShutdown(views.program))
    },
    get health() {
      return once('health', () => deriveHealth(views.program, views.http))
    },
    get logging() {
      return once('logging', () => deriveLogging(views.program, views.http))
    },
    get runtime() {
      return once('runtime', () => deriveRuntime(facts, views))
    },
    get edge() {
      return once('edge', () => deriveEdge(facts, views))
    },
    get taint() {
      return once('taint', () => deriveTaint(views.program))
    },
    get browser() {
      return once('browser', () => deriveBrowser(facts, views.program))
    },
    get payments() {
      return once('payments', () => derivePayments(views.program, views.http, views.packages))
    },
    get jobs() {
      return once('jobs', () => deriveJobs(views.program, views.packages))
    },
    get shell() {
      return once('shell', () => deriveShell(facts))
    },
    get steps() {
      return once('steps', () => productionSteps(facts, views.entries.commands))
    },
    get migrations() {
      return once('migrations', () => deriveMigrations(facts))
    },
    get alerts() {
      return once('alerts', () => deriveAlerts(facts))
    },
    get backups() {
      return once('backups', () => deriveBackups(facts, views.shell, views.containers))
    },
    get rateLimits() {
      return once('rateLimits', () => deriveRateLimits(views.program, views.http))
    },
  }
  return views
}
