import type { Evidence } from '../../model/outcome.ts'
import { isBackingImage, userOfBase } from './base-images.ts'
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

/** Where Kubernetes forbids root to every container; databases beside the service do not count. */
export function nonRootPods({ kubernetes }: Pick<ContainersView, 'kubernetes'>): Evidence | undefined {
  const pods = kubernetes.flatMap(({ path, containers }) =>
    containers.filter(({ image = '' }) => !isBackingImage(image)).map((container) => ({ path, container })),
  )
  const [first] = pods
  return first && pods.every(({ container }) => container.runAsNonRoot === true)
    ? { kind: 'setting', file: first.path, line: first.container.line, note: 'runAsNonRoot: true' }
    : undefined
}
