import type { Command, ComposeService, DockerInstruction } from '../../facts/containers.ts'
import { nodeAt, textsAt, type SettingNode } from '../../facts/setting-node.ts'
import type { Evidence } from '../../model/outcome.ts'
import { shellCommands } from '../entries/shell-words.ts'
import { settingAt } from '../evidence.ts'
import { buildsFrom, type ImageView } from './containers-view.ts'
import { podsOfOneImage } from './pod-workloads.ts'
import type { ComposeWorkload, PodWorkload } from './workload.ts'
import type { WorkloadsView } from './workloads-view.ts'

/** One way an image is started: by itself, or as compose or Kubernetes start it instead. */
export interface ImageStart {
  entrypoint?: DockerInstruction
  command?: DockerInstruction
  /** Docker puts an init in front. */
  init: boolean
  at: (instruction: DockerInstruction) => Evidence
}

/** How an image is started where it is deployed; as it says itself when nothing says more. */
export function imageStarts(image: ImageView, images: readonly ImageView[], workloads: WorkloadsView): ImageStart[] {
  const services = workloads.compose.filter(({ service }) => buildsFrom(service, image.path) && !endsByItself(service))
  const pods = images.length === 1 ? podsOfOneImage(workloads.pods) : []
  const starts = [
    ...services.map((workload) => composeStart(image, workload)),
    ...pods.flatMap((pod) => pod.application.map(({ tree }) => podStart(image, pod, tree))),
  ]
  return starts.length > 0 ? starts : [startOf(image, undefined, undefined, image.path, false)]
}

/** A migration or a seed that runs once; nobody stops it with a signal. */
function endsByItself({ name, restart }: ComposeService): boolean {
  return restart === 'no' || /(^|[-_])(migrat\w*|seed\w*|init|setup)([-_]|$)/i.test(name)
}

function composeStart(image: ImageView, { service }: ComposeWorkload): ImageStart {
  const entrypoint = instructionOf('ENTRYPOINT', service.entrypoint)
  const command = instructionOf('CMD', service.command)
  return startOf(image, entrypoint, command, (service.command ?? service.entrypoint ?? service).file, service.init)
}

/** `command` stands for ENTRYPOINT and `args` for CMD. */
function podStart(image: ImageView, { object }: PodWorkload, container: SettingNode): ImageStart {
  const entrypoint = execOf('ENTRYPOINT', nodeAt(container, 'command'))
  const command = execOf('CMD', nodeAt(container, 'args'))
  return startOf(image, entrypoint, command, nodeAt(container, 'command')?.file ?? object.path, false)
}

/** Another entrypoint takes the image's CMD away too. */
function startOf(
  image: ImageView,
  entrypoint: DockerInstruction | undefined,
  command: DockerInstruction | undefined,
  path: string,
  init: boolean,
): ImageStart {
  const first = entrypoint ?? image.effective('ENTRYPOINT')
  const second = command ?? (entrypoint ? undefined : image.effective('CMD'))
  return {
    ...(first && { entrypoint: first }),
    ...(second && { command: second }),
    init,
    at: (instruction) =>
      instruction === entrypoint || instruction === command
        ? settingAt(path, instruction.line, instruction.text)
        : settingAt(image.path, instruction.line, `${instruction.keyword} ${instruction.text}`),
  }
}

/** Compose splits a text into words and starts no shell. */
function instructionOf(keyword: string, command: Command | undefined): DockerInstruction | undefined {
  if (!command) return undefined
  const words = command.exec ?? shellCommands(command.text)[0]?.words ?? []
  return { keyword, text: command.text, exec: [...words], line: command.line }
}

function execOf(keyword: string, node: SettingNode | undefined): DockerInstruction | undefined {
  const words = textsAt(node)
  return node && words.length > 0 ? { keyword, text: words.join(' '), exec: words, line: node.line } : undefined
}
