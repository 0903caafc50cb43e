import type { ComposeService } from '../../facts/containers.ts'
import { baseName, folderOf, isInside, joinPath } from '../../facts/paths.ts'
import type { ProjectFacts } from '../../facts/project-facts.ts'
import type { Evidence } from '../../model/outcome.ts'
import { dockerLine, flagsOf } from '../containers/docker-stages.ts'
import { deploymentClass } from '../entries/deployment-class.ts'
import { finalStages } from '../entries/production-commands.ts'
import { settingAt } from '../evidence.ts'

/** A file or folder of the project that stands somewhere in a container of nginx. */
export interface NginxMount {
  source: string
  /** Absolute path in the container. */
  target: string
  evidence: Evidence
  service?: ComposeService
}

type Inputs = Pick<ProjectFacts, 'nginx' | 'composeFiles' | 'dockerfiles'>

/** What production images and compose files put below a folder that is called after nginx. */
export function nginxMounts(facts: Inputs): NginxMount[] {
  return [...composeMounts(facts), ...dockerMounts(facts)]
}

/** Where a file of the project ends up; `envsubst` of the official image writes templates to `conf.d`. */
export function containerPath(
  path: string,
  mounts: readonly NginxMount[],
): { path: string; mount: NginxMount } | undefined {
  const mount = mounts.find(({ source }) => isInside(path, source))
  if (!mount) return undefined
  const inside = joinPath(mount.target, mount.source === '' ? path : path.slice(mount.source.length))
  const template = /^etc\/nginx\/templates\/(.+)\.template$/.exec(inside)
  return { path: `/${template ? `etc/nginx/conf.d/${template[1]}` : inside}`, mount }
}

function composeMounts({ composeFiles }: Inputs): NginxMount[] {
  return composeFiles
    .filter(({ path }) => deploymentClass(path) === 'production')
    .flatMap(({ path, lines, services }) =>
      services.flatMap((service) =>
        service.volumes
          .filter(({ source, target }) => source?.startsWith('.') && /nginx/.test(target))
          .map(({ source, target, line }) => ({
            source: joinPath(folderOf(path), source!),
            target,
            evidence: settingAt(path, line, lines[line - 1]),
            service,
          })),
      ),
    )
}

function dockerMounts({ dockerfiles, nginx, composeFiles }: Inputs): NginxMount[] {
  const paths = nginx.map(({ path }) => path)
  const contexts = composeFiles.flatMap((file) =>
    file.services.flatMap(({ build }) => (build ? [joinPath(folderOf(file.path), build.context)] : [])),
  )
  return dockerfiles
    .filter(({ path }) => deploymentClass(path) === 'production')
    .flatMap((dockerfile) =>
      finalStages(dockerfile)
        .flatMap(({ instructions }) => instructions)
        .filter(({ keyword }) => keyword === 'COPY' || keyword === 'ADD')
        .flatMap((instruction) => {
          const words =
            instruction.exec ?? instruction.text.split(/\s+/).map((word) => word.replace(/^["']|["']$/g, ''))
          const target = words.at(-1) ?? ''
          if (!/nginx/.test(target)) return []
          const isFromStage = flagsOf(dockerfile, instruction).some((flag) => flag.startsWith('--from='))
          const folders = [folderOf(dockerfile.path), ...contexts, '']
          return words.slice(0, -1).flatMap((word) => {
            const source = findSource(word, folders, paths, isFromStage)
            if (source === undefined) return []
            const isFile = paths.includes(source)
            const names = isFile && (target.endsWith('/') || !baseName(target).includes('.') || target.endsWith('.d'))
            return [
              {
                source,
                target: names ? `${target.replace(/\/$/, '')}/${baseName(source)}` : target,
                evidence: dockerLine(dockerfile, instruction.line),
              },
            ]
          })
        }),
    )
}

/** The file or folder that a `COPY` means; from another stage, the path there ends like the one in the project. */
function findSource(
  word: string,
  folders: readonly string[],
  paths: readonly string[],
  isFromStage: boolean,
): string | undefined {
  const parts = word
    .replace(/\/?\*(\.\w+)?$/, '')
    .split('/')
    .filter((part) => part !== '' && part !== '.')
  if (parts.length === 0) return undefined
  for (let skip = 0; skip < (isFromStage ? parts.length : 1); skip++) {
    for (const folder of folders) {
      const source = joinPath(folder, parts.slice(skip).join('/'))
      if (paths.some((path) => isInside(path, source))) return source
    }
  }
  return undefined
}
