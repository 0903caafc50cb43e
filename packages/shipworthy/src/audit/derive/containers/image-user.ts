import type { Evidence } from '../../model/outcome.ts'
import { userOfBase } from './base-images.ts'
import { nodeAt, valueAt, type SettingNode } from '../../facts/setting-node.ts'
import type { WorkloadsView } from './workloads-view.ts'
import type { ContainersView, ImageView } from './containers-view.ts'
import { dockerLine, expandVariables, stageVariables } from './docker-stages.ts'

/** Who an image starts as, and the line that says so. */
export interface ImageUser {
  /** `open`: an argument of the build or a base image that is not public decides. */
  user: 'root' | 'other' | 'open'
  from: 'instruction' | 'base'
  evidence: Evidence
}

export function userOfImage({ dockerfile, stages, effective, baseImage, baseLine }: ImageView): ImageUser {
  const instruction = effective('USER')
  const evidence = dockerLine(dockerfile, instruction?.line ?? baseLine)
  if (!instruction) return { user: userOfBase(baseImage) ?? 'open', from: 'base', evidence }
  const named = expandVariables(instruction.text, stageVariables(dockerfile, stages))
  return { user: kindOf(named.replace(/["']/g, '').trim().split(':')[0]!), from: 'instruction', evidence }
}

function kindOf(name: string): ImageUser['user'] {
  if (name.includes('$')) return 'open'
  return name === 'root' || /^0+$/.test(name) ? 'root' : 'other'
}

/** Programs an entrypoint gives its privileges up with. */
const DROPS = /(^|[\s"'/;])(su-exec|gosu|setpriv|runuser|s6-setuidgid|setuidgid|chpst|sudo\s+(-\w+\s+)*-u|su\s+-?)\s*\S/

/** Whether the command or the script it starts continues as somebody else. */
export function givesUpRoot(image: ImageView, { script }: Pick<ContainersView, 'script'>): boolean {
  const commands = [
    image.effective('ENTRYPOINT'),
    image.effective('CMD'),
    ...image.services.flatMap(({ service }) => [service.entrypoint, service.command]),
  ].flatMap((command) => command ?? [])
  return commands.some(({ text, exec }) => {
    const words = exec ?? text.split(/[\s"']+/)
    const lines = words.flatMap((word) => (word ? (script(word) ?? []) : []))
    return [words.join(' '), ...lines].some((line) => !/^\s*#/.test(line) && DROPS.test(line))
  })
}

/** Where Kubernetes forbids root to every container of the application; databases and agents beside it do not count. */
export function nonRootPods({ pods }: Pick<WorkloadsView, 'pods'>): Evidence | undefined {
  const judged = pods.flatMap(({ application, pod }) => application.map((container) => rootBanIn(container.tree, pod)))
  const [first] = judged
  return judged.every((ban) => ban !== undefined) ? first : undefined
}

/** `runAsNonRoot: true`, or the number of another user; the container's own word counts before that of the pod. */
function rootBanIn(container: SettingNode, pod: SettingNode | undefined): Evidence | undefined {
  for (const key of ['runAsNonRoot', 'runAsUser']) {
    const node = nodeAt(container, 'securityContext', key) ?? nodeAt(pod, 'securityContext', key)
    const value = valueAt(node)
    if (node && (value === true || (key === 'runAsUser' && Number(value) > 0)))
      return { kind: 'setting', file: node.file, line: node.line, note: `${key}: ${String(value)}` }
  }
  return undefined
}
