import type { ComposeFile, ComposeService, KubernetesObject } from '../../facts/containers.ts'
import type { PackageManifest } from '../../facts/packages.ts'
import { isOwnImage, parseImage } from '../containers/base-images.ts'
import type { ContainersView } from '../containers/containers-view.ts'

/** A database that a deployment of this repository runs itself, with the volume its data lies on. */
export interface HostedDatabase {
  engine: string
  name: string
  file: string
  line: number
  /** Named volume, folder of the host or claim. */
  volume: string
  /** Where the volume is mounted. */
  target: string
  /** The path says that this is what runs in production. */
  isProduction: boolean
}

const DATABASE =
  /(^|\/)(postgres(ql)?([-_]\w+)?|postgis|pgvector|timescaledb(-ha)?|mysql(-server)?|mariadb|percona|mongo(db)?(-community-server)?|pgautoupgrade|supabase\/postgres)$/
/** Where the images keep their data. */
const DATA_FOLDER =
  /postgres|pgdata|\/var\/lib\/(mysql|mariadb)|\/data\/db\b|bitnami\/(postgresql|mysql|mariadb|mongodb)/i
const PRODUCTION = /(^|[/._-])(prod|production|deploy(ment)?s?|swarm|stack|live)([/._-]|$)/i
/** Sources of the host over those of the image: people develop in there. */
const DEVELOPS = /^(\.|\.\/|\$\{?PWD\}?)(src|app|server|api|packages|apps|backend)?\/?$/
const DEVELOPMENT_COMMAND = /\b(dev|develop|watch|nodemon|ts-node-dev|--watch|start:dev|tsx\s+watch)\b/

export function databaseEngine(image: string | undefined): string | undefined {
  const repository = image && parseImage(image.replace(/\$\{[^}]*\}/g, 'x'))?.repository
  const found = repository && DATABASE.exec(repository)?.[2]
  if (!found) return undefined
  return /^(mysql|mariadb|percona)/.test(found) ? 'MySQL' : found.startsWith('mongo') ? 'MongoDB' : 'PostgreSQL'
}

/** Databases of deployments, as far as compose files and manifests show a volume. */
export function hostedDatabases(
  { composeFiles, kubernetes }: Pick<ContainersView, 'composeFiles' | 'kubernetes'>,
  manifests: readonly PackageManifest[],
  project: string,
): HostedDatabase[] {
  const deployments = composeFiles.filter((file) => isDeployment(file, manifests, project))
  return [...deployments.flatMap(inCompose), ...kubernetes.flatMap(inKubernetes)]
}

/** A file without the service itself, or with its sources mounted, serves development. */
function isDeployment({ services }: ComposeFile, manifests: readonly PackageManifest[], project: string): boolean {
  const apps = services.filter(({ build, image }) => build || (image && isOwnImage(image, manifests, project)))
  return apps.length > 0 && !apps.some(isDevelopment)
}

function isDevelopment({ volumes, command, environment, build }: ComposeService): boolean {
  return (
    volumes.some(({ source = '' }) => DEVELOPS.test(source)) ||
    (command !== undefined && DEVELOPMENT_COMMAND.test(command.text)) ||
    (environment['NODE_ENV']?.value ?? '').startsWith('dev') ||
    /^(dev|development|local)$/.test(build?.target ?? '')
  )
}

function inCompose({ path, services }: ComposeFile): HostedDatabase[] {
  return services.flatMap(({ name, image, volumes, line }) => {
    const engine = databaseEngine(image)
    const data = volumes.find(({ source, target }) => source !== undefined && DATA_FOLDER.test(target))
    if (!engine || !data) return []
    return [
      {
        engine,
        name,
        file: path,
        line,
        volume: data.source!,
        target: data.target,
        isProduction: PRODUCTION.test(path),
      },
    ]
  })
}

function inKubernetes({ path, containers, name: object, kind }: KubernetesObject): HostedDatabase[] {
  if (!/^(StatefulSet|Deployment|Pod)$/.test(kind)) return []
  return containers.flatMap(({ image, claims, line, name }) => {
    const engine = databaseEngine(image)
    const data = claims.find((claim) => DATA_FOLDER.test(claim.path))
    if (!engine || !data) return []
    return [
      {
        engine,
        name: object ?? name ?? engine,
        file: path,
        line,
        volume: data.name,
        target: data.path,
        isProduction: /(^|[/._-])(prod|production|live)([/._-]|$)/i.test(path),
      },
    ]
  })
}
