import type { ContainersView, ImageView } from './containers-view.ts'
import { contextSources, feedingStages, flagsOf } from './docker-stages.ts'

/** A package manager of the system that installs Node. */
const INSTALLS_NODE =
  /\b(apk\s+add|apt(-get)?\s+install|dnf\s+install|yum\s+install|microdnf\s+install)\b[^;|]*\bnodejs\b|\bnvm\s+install\b/

/**
 * Images the project's Node services run in. Bases for other builds have no command of their own, and helpers hold none
 * of the project's files: they count only when there is nothing else.
 */
export function serviceImages({ images }: Pick<ContainersView, 'images'>): ImageView[] {
  const candidates = images.filter((image) => runsNode(image) || isOpen(image))
  const started = candidates.filter((image) => hasCommand(image) || image.services.length > 0)
  const own = started.filter(holdsProject)
  return [own, started, candidates].find((list) => list.length > 0) ?? []
}

function runsNode(image: ImageView): boolean {
  return image.isNode || image.all('RUN').some(({ text }) => INSTALLS_NODE.test(text))
}

/** Everything about it comes from an image that is not public: it may well be a Node service. */
function isOpen(image: ImageView): boolean {
  return !hasCommand(image) && (image.baseImage.includes('$') || image.baseImage.includes('/'))
}

function hasCommand({ effective }: ImageView): boolean {
  return effective('CMD') !== undefined || effective('ENTRYPOINT') !== undefined
}

function holdsProject({ dockerfile, final }: ImageView): boolean {
  return feedingStages(dockerfile, final)
    .flatMap(({ instructions }) => instructions)
    .some(
      (instruction) =>
        contextSources(dockerfile, instruction).length > 0 ||
        flagsOf(dockerfile, instruction).some((flag) => /type=bind/.test(flag) && !/[,=]from=/.test(flag)) ||
        /\bgit\s+clone\b/.test(instruction.text),
    )
}
