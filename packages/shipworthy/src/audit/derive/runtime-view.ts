import type { ComposeFile, ComposeService } from '../facts/containers.ts'
import type { PackageManifest } from '../facts/packages.ts'
import { classifyPath } from '../facts/path-class.ts'
import { ancestors, baseName, folderOf, joinPath } from '../facts/paths.ts'
import type { ProjectFacts } from '../facts/project-facts.ts'
import type { Evidence } from '../model/outcome.ts'
import type { ContainersView, ImageView } from './containers/containers-view.ts'
import { dockerLine } from './containers/docker-stages.ts'
import { serviceImages } from './containers/node-images.ts'
import type { EntryPoints } from './entries/entry-points.ts'
import { interpretExec, interpretLine, type Launch } from './entries/interpret-command.ts'
import type { ProductionCommand } from './entries/production-commands.ts'
import { shellCommands } from './entries/shell-words.ts'
import { settingAt } from './evidence.ts'
import { isRealEnvironmentFile } from './environment-view.ts'
import { environmentPairs } from './production-environment.ts'

/** A line that runs when a production process starts: the command itself, a script it calls, a line of that script. */
export interface StartStep {
  text: string
  evidence: Evidence
  /** What set it off. */
  command: ProductionCommand
}

/** A variable that something in the project sets for a production process. */
export interface RuntimeVariable {
  name: string
  /** With the default of `${NAME:-default}`; nothing when only the deployment knows. */
  value: string | undefined
  source: 'image' | 'compose' | 'kubernetes' | 'command' | 'environment-file'
  evidence: Evidence
  image?: ImageView
  service?: ComposeService
}

/** How the process is told to run: its start commands followed to the end, and the variables it is given. */
export interface RuntimeView {
  steps: StartStep[]
  variables: RuntimeVariable[]
  named: (name: string) => RuntimeVariable[]
  /** Compose services that run the project's own images and are no development setup. */
  services: { file: ComposeFile; service: ComposeService; image: ImageView }[]
}

export function deriveRuntime(
  facts: ProjectFacts,
  { containers, entries }: { containers: ContainersView; entries: EntryPoints },
): RuntimeView {
  const services = serviceImages(containers).flatMap((image) =>
    image.services
      .filter((entry) => !isDevelopment(entry.file.path, entry.service))
      .map((entry) => ({ ...entry, image })),
  )
  const steps = productionSteps(facts, containers, entries)
  const variables = [
    ...imageVariables(containers),
    ...services.flatMap(composeVariables),
    ...kubernetesVariables(containers),
    ...steps.flatMap(stepVariables),
    ...fileVariables(facts),
  ]
  return { steps, variables, services, named: (name) => variables.filter((variable) => variable.name === name) }
}

/** Sources mounted over the image, or a command that watches them; a tool of the developers in a folder of scripts. */
function isDevelopment(path: string, { volumes, command, environment }: ComposeService): boolean {
  if (/prod/i.test(baseName(path))) return false
  if (classifyPath(path) === 'script') return true
  return (
    volumes.some(
      ({ source, target }) =>
        /^\.{1,2}\/?$|^\.\/(src|app|server|api|backend)\/?$/.test(source ?? '') && !/nginx/.test(target),
    ) ||
    /\b(nodemon|ts-node-dev|dev|watch|start:dev)\b/.test(command?.text ?? '') ||
    (environment['NODE_ENV']?.value ?? '').startsWith('dev')
  )
}

/** Scripts of package.json count by themselves only where nothing else says how the service is started. */
function productionSteps(facts: ProjectFacts, containers: ContainersView, { commands }: EntryPoints): StartStep[] {
  const development = new Set(
    containers.composeFiles.flatMap(({ path, services }) =>
      services.filter((service) => isDevelopment(path, service)).map(({ name }) => `${path} ${name}`),
    ),
  )
  const deployed = commands.filter(
    ({ source, file, name }) => source !== 'script' && !development.has(`${file} ${name}`),
  )
  const chosen = deployed.some(({ launches }) => launches.length > 0)
    ? deployed
    : [
        ...deployed,
        ...commands.filter(
          ({ source, name }) =>
            source === 'script' && /^(start|serve)([:-]prod(uction)?)?$|^prod(uction)?$/.test(name ?? ''),
        ),
      ]
  return chosen.flatMap((command) => {
    const first: StartStep = {
      text: command.text,
      evidence: settingAt(command.file, command.line, command.text),
      command,
    }
    return [first, ...followed(facts, command.launches, command.directory, command, new Set())]
  })
}

const MAX_STEPS = 200

function followed(
  facts: ProjectFacts,
  launches: readonly Launch[],
  directory: string,
  command: ProductionCommand,
  seen: Set<string>,
): StartStep[] {
  return launches.flatMap((launch): StartStep[] => {
    if (seen.size > MAX_STEPS) return []
    if (launch.kind === 'script') {
      const owner = ownerOf(facts.packages, directory, launch.package)
      const script = owner?.scripts[launch.name]
      if (!owner || !script || seen.has(`${owner.path} ${launch.name}`)) return []
      seen.add(`${owner.path} ${launch.name}`)
      const step = { text: script.value, evidence: settingAt(owner.path, script.line, script.value), command }
      return [step, ...followed(facts, interpretLine(script.value), owner.directory, command, seen)]
    }
    if (launch.kind !== 'shell-script' || seen.has(launch.path)) return []
    seen.add(launch.path)
    const scripts = facts.shellScripts.filter(({ path }) => baseName(path) === baseName(launch.path))
    const script = scripts.find(({ path }) => path === joinPath(directory, launch.path)) ?? scripts[0]
    const lines = (script?.lines ?? []).map((text, index) => ({ text, line: index + 1 }))
    const own = lines
      .filter(({ text }) => /\S/.test(text) && !/^\s*#/.test(text))
      .flatMap(({ text, line }) => [
        { text, evidence: settingAt(script!.path, line, text), command },
        ...followed(facts, interpretLine(text), directory, command, seen),
      ])
    return [...own, ...followed(facts, interpretExec(launch.args), directory, command, seen)]
  })
}

function ownerOf(
  packages: readonly PackageManifest[],
  directory: string,
  name: string | undefined,
): PackageManifest | undefined {
  const own = packages.filter(({ path }) => !path.startsWith('../'))
  if (name)
    return own.find(
      (manifest) => manifest.name === name || manifest.directory === name || baseName(manifest.directory) === name,
    )
  return ancestors(directory).flatMap((folder) => own.find((manifest) => manifest.directory === folder) ?? [])[0]
}

/** The last `ENV` of a name counts. */
function imageVariables(containers: ContainersView): RuntimeVariable[] {
  return serviceImages(containers).flatMap((image) => {
    const last = new Map<string, RuntimeVariable>()
    for (const { text, line } of image.all('ENV')) {
      for (const [name, value] of environmentPairs(text)) {
        const evidence = dockerLine(image.dockerfile, line)
        last.set(name, { name, value: resolved(value), source: 'image', evidence, image })
      }
    }
    return [...last.values()]
  })
}

function composeVariables({ file, service, image }: RuntimeView['services'][number]): RuntimeVariable[] {
  return Object.entries(service.environment).map(([name, { value, line }]) => ({
    name,
    value: value === null ? undefined : resolved(value),
    source: 'compose',
    evidence: settingAt(file.path, line, file.lines[line - 1]),
    image,
    service,
  }))
}

function kubernetesVariables({ kubernetes }: ContainersView): RuntimeVariable[] {
  return kubernetes.flatMap(({ path, containers }) =>
    containers.flatMap(({ environment, line }) =>
      Object.entries(environment).map(([name, value]) => ({
        name,
        value: resolved(value),
        source: 'kubernetes' as const,
        evidence: settingAt(path, line, `${name}: ${value}`),
      })),
    ),
  )
}

/** `NAME=value node …`, `export NAME=value`, `cross-env NAME=value …` */
function stepVariables({ text, evidence }: StartStep): RuntimeVariable[] {
  return shellCommands(text).flatMap(({ words, variables }) => {
    const isSetter = /^(export|env|cross-env|cross-env-shell)$/.test(words[0] ?? '')
    const set = isSetter ? words.slice(1).filter((word) => /^[A-Za-z_]\w*=/.test(word)) : []
    const pairs = set.map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)] as const)
    return [...Object.entries(variables), ...pairs].map(([name, value]) => ({
      name,
      value: resolved(value),
      source: 'command' as const,
      evidence,
    }))
  })
}

function fileVariables({ environmentFiles }: ProjectFacts): RuntimeVariable[] {
  return environmentFiles
    .filter(
      ({ path, tracked }) => tracked && isRealEnvironmentFile(path) && !/(^|\/)(test|e2e|example)/.test(folderOf(path)),
    )
    .flatMap(({ path, entries }) =>
      entries.map(({ name, value, line }) => ({
        name,
        value: resolved(value),
        source: 'environment-file' as const,
        evidence: settingAt(path, line, `${name}=${value}`),
      })),
    )
}

function resolved(value: string): string | undefined {
  const text = value.replace(/\$\{\w+:?-([^}]*)\}/g, '$1')
  return /[$]|\{\{/.test(text) ? undefined : text
}
