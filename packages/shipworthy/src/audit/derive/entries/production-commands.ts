import type { Command, ComposeService, Dockerfile, DockerStage } from '../../facts/containers.ts'
import { folderOf, joinPath } from '../../facts/paths.ts'
import type { ProjectFacts } from '../../facts/project-facts.ts'
import { deploymentClass } from './deployment-class.ts'
import { interpretExec, interpretLine, type Launch } from './interpret-command.ts'

/** A command that starts something in production, and where it is written. */
export interface ProductionCommand {
  source: 'dockerfile' | 'compose' | 'kubernetes' | 'procfile' | 'script'
  file: string
  line: number
  text: string
  /** Folder its paths are relative to, as far as that can be told. */
  directory: string
  launches: Launch[]
  /** Name of the process, script or service. */
  name?: string
}

type Inputs = Pick<
  ProjectFacts,
  'dockerfiles' | 'composeFiles' | 'kubernetes' | 'processFiles' | 'packages' | 'shellScripts'
>

const START_SCRIPT =
  /^(start|start[:-](prod(uction)?|server|api|web|worker|docker|all|app|node|dist|cron)|serve|serve[:-]prod(uction)?|prod|production|server|worker|worker[:-](start|prod)|run[:-]prod)$/

export function productionCommands(facts: Inputs): ProductionCommand[] {
  return [
    ...facts.dockerfiles.filter(({ path }) => deploymentClass(path) === 'production').flatMap(dockerCommands),
    ...facts.composeFiles
      .filter(({ path }) => deploymentClass(path) === 'production')
      .flatMap(({ path, services }) => services.flatMap((service) => composeCommands(path, service))),
    ...facts.kubernetes
      .filter(({ root, path }) => deploymentClass(root ?? path) === 'production')
      .flatMap(({ path, containers }) =>
        containers.flatMap(({ command, line }) =>
          command.length > 0
            ? [
                {
                  source: 'kubernetes' as const,
                  file: path,
                  line,
                  text: command.join(' '),
                  directory: '',
                  launches: interpretExec(command),
                },
              ]
            : [],
        ),
      ),
    ...facts.processFiles.flatMap(({ path, processes }) =>
      processes.map(({ name, command, line }) => ({
        source: 'procfile' as const,
        file: path,
        line,
        text: command,
        directory: folderOf(path),
        launches: interpretLine(command),
        name,
      })),
    ),
    ...facts.packages
      .filter(({ path }) => !path.startsWith('../') && deploymentClass(path) === 'production')
      .flatMap(({ path, directory, scripts }) =>
        Object.entries(scripts)
          .filter(([name]) => START_SCRIPT.test(name))
          .map(([name, { value, line }]) => ({
            source: 'script' as const,
            file: path,
            line,
            text: value,
            directory,
            launches: interpretLine(value),
            name,
          })),
      ),
  ]
}

/** The last stage is what is shipped, or the one a build names, with what it inherits from the stages it builds on. */
export function finalStages(dockerfile: Dockerfile, target?: string): DockerStage[] {
  const chain: DockerStage[] = []
  for (
    let stage =
      dockerfile.stages.find(({ name }) => target && name === target.toLowerCase()) ?? dockerfile.stages.at(-1);
    stage;
    stage = stage.base === undefined ? undefined : dockerfile.stages[stage.base]
  ) {
    chain.push(stage)
  }
  return chain
}

/** The instruction in force: the last one of its kind in the final stage, else in what that stage builds on. */
export function effectiveInstruction(dockerfile: Dockerfile, keyword: string, target?: string) {
  for (const stage of finalStages(dockerfile, target)) {
    const found = stage.instructions.findLast((instruction) => instruction.keyword === keyword)
    if (found) return found
  }
  return undefined
}

function dockerCommands(dockerfile: Dockerfile): ProductionCommand[] {
  return ['ENTRYPOINT', 'CMD'].flatMap((keyword) => {
    const instruction = effectiveInstruction(dockerfile, keyword)
    if (!instruction) return []
    const { exec, text, line } = instruction
    const launches = exec ? interpretExec(exec) : interpretLine(text)
    return [
      {
        source: 'dockerfile' as const,
        file: dockerfile.path,
        line,
        text,
        directory: folderOf(dockerfile.path),
        launches,
      },
    ]
  })
}

function composeCommands(file: string, { command, entrypoint, build, name }: ComposeService): ProductionCommand[] {
  const directory = joinPath(folderOf(file), build?.context ?? '')
  return [entrypoint, command].flatMap((entry) =>
    entry
      ? [
          {
            source: 'compose' as const,
            file,
            line: entry.line,
            text: entry.text,
            directory,
            launches: launchesOf(entry),
            name,
          },
        ]
      : [],
  )
}

function launchesOf({ exec, text }: Command): Launch[] {
  return exec ? interpretExec(exec) : interpretLine(text)
}
