import { numberAt } from '../../facts/setting-node.ts'
import type { Evidence } from '../../model/outcome.ts'
import { settingAt } from '../evidence.ts'
import type { ContainersView } from './containers-view.ts'
import { podsOfOneImage } from './pod-workloads.ts'
import type { WorkloadsView } from './workloads-view.ts'

/** A request over HTTP by which a container is watched. */
export interface DeclaredProbe {
  path: string
  port?: number
  kind: 'liveness' | 'readiness' | 'startup' | 'container'
  /** How long it waits for an answer. */
  timeoutSeconds: number
  /** `HEALTHCHECK`, `the readiness probe` */
  what: string
  evidence: Evidence
}

/** What Kubernetes and Docker wait for an answer when nothing is written. */
const KUBERNETES_TIMEOUT_SECONDS = 1
const DOCKER_TIMEOUT_SECONDS = 30

/** Probes of Dockerfiles, compose files and manifests that name a path, of the application's own containers. */
export function declaredProbes(containers: ContainersView, workloads: WorkloadsView): DeclaredProbe[] {
  return [...imageProbes(containers), ...composeProbes(containers), ...podProbes(containers, workloads)]
}

function imageProbes({ images }: ContainersView): DeclaredProbe[] {
  return images
    .filter(({ isNode }) => isNode)
    .flatMap((image) => {
      const instruction = image.effective('HEALTHCHECK')
      if (!instruction) return []
      return pathsIn(instruction.text).map((found): DeclaredProbe => ({
        ...found,
        kind: 'container',
        timeoutSeconds: timeoutOf(image.dockerfile.lines[instruction.line - 1] ?? ''),
        what: 'HEALTHCHECK',
        evidence: settingAt(image.path, instruction.line, `HEALTHCHECK ${instruction.text}`),
      }))
    })
}

/** Flags stand on the first line, as a rule, and are no part of the command. */
function timeoutOf(line: string): number {
  const seconds = /--timeout=(\d+)s/.exec(line)?.[1]
  return seconds === undefined ? DOCKER_TIMEOUT_SECONDS : Number(seconds)
}

function composeProbes({ images }: ContainersView): DeclaredProbe[] {
  return images
    .flatMap(({ services }) => services)
    .flatMap(({ file, service }) => {
      const { healthcheck } = service
      if (!healthcheck || healthcheck.disabled) return []
      return pathsIn(healthcheck.test.text).map((found): DeclaredProbe => ({
        ...found,
        kind: 'container',
        timeoutSeconds: DOCKER_TIMEOUT_SECONDS,
        what: `the healthcheck of ${service.name}`,
        evidence: settingAt(file.path, healthcheck.line, healthcheck.test.text),
      }))
    })
}

/** Of one image only: with several nobody knows who answers what. */
function podProbes({ images }: ContainersView, { pods }: WorkloadsView): DeclaredProbe[] {
  if (images.length !== 1) return []
  return podsOfOneImage(pods)
    .filter(({ application }) => application.length === 1)
    .flatMap(({ application }) => {
      const [container] = application
      return container!.probes.flatMap(({ path, line, file, kind }): DeclaredProbe[] => {
        if (!path) return []
        const timeoutSeconds = numberAt(container!.tree, `${kind}Probe`, 'timeoutSeconds') ?? KUBERNETES_TIMEOUT_SECONDS
        const evidence = settingAt(file, line, `${kind}Probe: ${path}`)
        return [{ path, kind, timeoutSeconds, what: `the ${kind} probe`, evidence }]
      })
    })
}

/** Paths of URLs on this very machine: `http://localhost:${PORT:-3000}/health`. */
function pathsIn(text: string): { path: string; port?: number }[] {
  const plain = text.replace(/\$\{\w+:?-(\d+)\}/g, '$1')
  return [
    ...plain.matchAll(
      /https?:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::(\d+|\$\{?\w+\}?))?(\/[^\s"'`;|)\\,\]}?]*)?/g,
    ),
  ].flatMap(([, port, path]) =>
    path && path !== '/' && !path.includes('$')
      ? [{ path, ...(port && /^\d+$/.test(port) && { port: Number(port) }) }]
      : [],
  )
}
