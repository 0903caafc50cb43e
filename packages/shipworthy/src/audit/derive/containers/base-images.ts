import type { PackageManifest } from '../../facts/packages.ts'
import { baseName } from '../../facts/paths.ts'
import { NODE_CODENAMES } from './node-releases.ts'

/** `docker.io/library/node:22-alpine@sha256:…` in its parts, Docker Hub's own prefixes left out. */
export interface ImageName {
  repository: string
  tag?: string
  digest?: string
}

/** The parts of an image's name; nothing for `scratch` and for names with a variable that has no value. */
export function parseImage(image: string): ImageName | undefined {
  if (image === '' || image === 'scratch' || image.includes('$')) return undefined
  const [named = '', digest] = image.split('@')
  const colon = named.lastIndexOf(':')
  const hasTag = colon > named.lastIndexOf('/')
  const full = hasTag ? named.slice(0, colon) : named
  const repository = full.replace(
    /^(?:(?:index\.)?docker\.io|registry\.hub\.docker\.com|registry-1\.docker\.io|mirror\.gcr\.io|public\.ecr\.aws\/docker)\//,
    '',
  )
  return {
    repository: repository.replace(/^library\//, ''),
    ...(hasTag && { tag: named.slice(colon + 1) }),
    ...(digest && { digest }),
  }
}

/** Images whose own build sets no `USER` and no `HEALTHCHECK`. */
const ROOT_IMAGES =
  /^(node|iojs|alpine|debian|ubuntu|fedora|centos|rockylinux|almalinux|amazonlinux|archlinux|busybox|buildpack-deps|oven\/bun|denoland\/deno|keymetrics\/pm2|gcr\.io\/distroless\/[\w-]+|mcr\.microsoft\.com\/playwright|registry\.access\.redhat\.com\/ubi\d+\/ubi(-minimal|-micro)?|public\.ecr\.aws\/amazonlinux\/amazonlinux)$/
const OTHER_USER_IMAGES =
  /^(cgr\.dev\/chainguard\/[\w-]+|dhi\.io\/[\w-]+|ghcr\.io\/puppeteer\/puppeteer|registry\.access\.redhat\.com\/ubi\d+\/nodejs-\d+(-minimal)?|nginxinc\/nginx-unprivileged)$/

/** The user that a well-known base image starts with; nothing for images that nobody outside can look into. */
export function userOfBase(image: string): 'root' | 'other' | undefined {
  if (image === 'scratch') return 'root'
  const name = parseImage(image)
  if (!name) return undefined
  const { repository, tag = '' } = name
  if (/(^|-)(nonroot|rootless|unprivileged)(-|$)/.test(tag)) return 'other'
  if (repository.startsWith('dhi.io/') && /(^|-)dev(-|$)/.test(tag)) return 'root'
  if (OTHER_USER_IMAGES.test(repository)) return 'other'
  return ROOT_IMAGES.test(repository) ? 'root' : undefined
}

const NODE_REPOSITORY = /(^|\/)((javascript-|typescript-)?node|nodejs|pm2)$/
/** Here a tag without a version is known to follow the releases. */
const FOLLOWING_REPOSITORY = /^(node|bitnami\/node|cgr\.dev\/chainguard\/node|dhi\.io\/node|keymetrics\/pm2)$/
/** `distroless/nodejs24-debian13`, `ubi9/nodejs-22-minimal` */
const NODE_IN_NAME = /(?:^|\/)nodejs-?(\d+)(?:-|$)/

/** Major version of Node in an image; `moving` when its tag follows the releases. */
export function nodeMajorOf(image: string): number | 'moving' | undefined {
  const name = parseImage(image)
  if (!name) return undefined
  const { repository, tag = '', digest } = name
  const inName = NODE_IN_NAME.exec(repository)
  if (inName) return Number(inName[1])
  if (!NODE_REPOSITORY.test(repository)) return undefined
  const codename = tag.split('-').find((part) => Object.hasOwn(NODE_CODENAMES, part))
  const major = /^v?(\d+)/.exec(tag)?.[1] ?? (codename && NODE_CODENAMES[codename])
  if (major !== undefined) return Number(major)
  return !digest && FOLLOWING_REPOSITORY.test(repository) ? 'moving' : undefined
}

/** Why the tag of an image means something else every few weeks; nothing when it is pinned far enough. */
export function movingTag(image: string): string | undefined {
  const name = parseImage(image)
  if (!name || name.digest || NODE_IN_NAME.test(name.repository)) return undefined
  const { repository, tag } = name
  if (tag === undefined) return `${repository} has no tag and means latest`
  if (/^latest(-|$)/.test(tag)) return `${repository}:${tag} moves with every release`
  if (nodeMajorOf(image) === 'moving') return `${repository}:${tag} names no Node version: it jumps to the next major`
  const isVersionless = BACKING_IMAGES.test(repository) && !/\d/.test(tag)
  return isVersionless ? `${repository}:${tag} names no version: it jumps to the next major` : undefined
}

const BACKING_IMAGES =
  /^(postgres|postgis\/postgis|pgvector\/pgvector|timescale\/timescaledb|redis|valkey\/valkey|mysql|mariadb|mongo|nginx|rabbitmq|traefik|caddy|minio\/minio|memcached|elasticsearch|clickhouse(\/clickhouse-server)?|haproxy|nats|httpd)$/

/** Databases, caches, brokers and proxies that stand beside a service. */
export function isBackingImage(image: string): boolean {
  return BACKING_IMAGES.test(parseImage(image)?.repository ?? '')
}

const GENERIC = new Set(['root', 'server', 'backend', 'frontend', 'client', 'monorepo', 'source', 'service', 'node'])

/** Whether an image is the project's own, by the names of its packages. */
export function isOwnImage(image: string, manifests: readonly PackageManifest[], project = ''): boolean {
  const repository = parseImage(image)?.repository
  if (!repository) return false
  const names = manifests.flatMap(({ name = '' }) => [baseName(name), /^@([^/]+)\//.exec(name)?.[1] ?? ''])
  return [...names, project].some(
    (name) => name.length > 3 && !GENERIC.has(name) && repository.split('/').some((part) => part.includes(name)),
  )
}

/** `node:22-alpine`, `node`, `docker.io/library/node`, `cgr.dev/chainguard/node`, `gcr.io/distroless/nodejs22` */
export function isNodeImage(image: string): boolean {
  return /(^|\/)(node|nodejs\d*(-debian\d+)?|bitnami\/node|iojs)(:|@|$)/.test(image)
}

const DATASTORES =
  /(^|\/)(postgres(ql)?(-\w+)*|postgis|pgvector|timescaledb(-ha)?|redis(-stack(-server)?)?|valkey|keydb|dragonfly|mysql(-server)?|mariadb|percona|mongo(db)?(-community-server)?|memcached|elasticsearch|opensearch|clickhouse(-server)?|cassandra|couchdb|neo4j|influxdb|cockroach|rabbitmq)$/

/** Databases, caches and brokers, of whichever publisher. */
export function isDatastoreImage(image: string): boolean {
  return DATASTORES.test(parseImage(image)?.repository ?? '')
}
