import type { DockerStage } from '../../facts/containers.ts'
import type { Pipeline } from '../../facts/pipelines.ts'
import type { Evidence } from '../../model/outcome.ts'
import type { ContainersView, ImageView } from './containers-view.ts'
import { dockerLine, feedingStages, lineWithin, stageVariables } from './docker-stages.ts'
import { settingAt } from '../evidence.ts'
import { installCommands, type InstallCommand } from './install-commands.ts'
import { commandLines } from '../pipelines/pipelines.ts'

/** An install command where a Dockerfile or a pipeline runs it. */
export interface Install {
  command: InstallCommand
  file: string
  evidence: Evidence
  /** `ENV` and `ARG` in force where it runs. */
  variables: Record<string, string>
  /** It stands behind `if` or `||`. */
  isConditional: boolean
  /** Others stand in the same step. */
  neighbours: readonly InstallCommand[]
}

const CONDITION = /\b(if|case)\b|\|\|/

/** Installs of the stages that production images are made of. */
export function dockerInstalls({ images }: Pick<ContainersView, 'images'>): Install[] {
  return images.flatMap((image) =>
    feedingStages(image.dockerfile, image.final).flatMap((stage) => installsOf(image, stage)),
  )
}

function installsOf({ dockerfile }: ImageView, stage: DockerStage): Install[] {
  const variables = stageVariables(dockerfile, chainOf(dockerfile.stages, stage))
  return stage.instructions
    .filter(({ keyword }) => keyword === 'RUN')
    .flatMap((instruction) => {
      const neighbours = installCommands(instruction.exec?.join(' ') ?? instruction.text)
      return neighbours.map((command) => ({
        command,
        file: dockerfile.path,
        evidence: dockerLine(dockerfile, lineWithin(dockerfile, instruction, command.text)),
        variables,
        isConditional: CONDITION.test(instruction.text),
        neighbours,
      }))
    })
}

function chainOf(stages: readonly DockerStage[], stage: DockerStage): DockerStage[] {
  return stage.base === undefined ? [stage] : [stage, ...chainOf(stages, stages[stage.base]!)]
}

export function pipelineInstalls(pipelines: readonly Pipeline[]): Install[] {
  return pipelines.flatMap((pipeline) =>
    commandLines(pipeline).flatMap(({ text, line, file }) => {
      const neighbours = installCommands(text)
      return neighbours.map((command) => ({
        command,
        file: pipeline.path,
        evidence: settingAt(file, line, text),
        // Every CI service sets it.
        variables: { CI: 'true' },
        isConditional: CONDITION.test(text),
        neighbours,
      }))
    }),
  )
}

const OTHER_SOURCES = /\b(git\s+clone|curl|wget|tar|unzip|degit)\b|--package-lock-only/

/**
 * An install that cannot work without a lockfile, in a file that neither makes one nor fetches code from elsewhere. It
 * proves a fault only where the project has no lockfile at all.
 */
export function installThatNeedsLockfile(
  containers: ContainersView,
  pipelines: readonly Pipeline[],
): Install | undefined {
  const fetching = new Set([
    ...containers.images
      .filter(({ dockerfile }) => dockerfile.lines.some((line) => OTHER_SOURCES.test(line)))
      .map(({ path }) => path),
    ...pipelines.filter(fetchesOtherCode).map(({ path }) => path),
  ])
  const installs = [...dockerInstalls(containers), ...pipelineInstalls(pipelines)]
  const resolving = new Set(installs.filter(({ command }) => command.state !== 'frozen').map(({ file }) => file))
  return installs.find(
    ({ command, file, isConditional }) =>
      command.needsLockfile && !isConditional && !fetching.has(file) && !resolving.has(file),
  )
}

/** A second checkout in a job is another repository. */
function fetchesOtherCode({ commands, uses }: Pipeline): boolean {
  const jobs = new Set(commands.map(({ job }) => job)).size
  const checkouts = uses.filter(({ name }) => name.startsWith('actions/checkout@')).length
  return checkouts > jobs || commands.some(({ text }) => OTHER_SOURCES.test(text))
}
