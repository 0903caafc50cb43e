import type { Pipeline, PipelineJob, PipelineStep } from '../../../facts/pipelines.ts'
import type { Gathering } from '../gathering.ts'
import { entriesOf, get, itemsOf, tagOf, textOf, type YamlFile } from '../yaml-file.ts'
import { commandLinesIn, firstLineOf } from './command-lines.ts'
import { emptyPipeline } from './empty-pipeline.ts'
import { collectGitlabFiles, type GitlabFile } from './gitlab-files.ts'
import { recordOf, textsOf } from './yaml-texts.ts'

/** Keys at the top that are no jobs. https://docs.gitlab.com/ci/yaml/ */
const GLOBAL =
  /^(default|include|stages|variables|workflow|image|services|cache|before_script|after_script|spec|types|pages:deploy)$/
const MAX_EXTENDS = 11
const SCRIPTS = ['before_script', 'script', 'after_script'] as const

/** A node with the file it stands in. */
interface Placed {
  node: unknown
  file: GitlabFile
}

type Event = 'change' | 'schedule' | 'manual'

/**
 * The jobs of a pipeline with `extends`, `default`, `!reference` and local includes applied. Jobs that no change of the
 * code starts are a pipeline of their own, so that its triggers say so.
 */
export function gitlabPipelines(gathering: Gathering, path: string, parsed: YamlFile): Pipeline[] {
  const { files, remote } = collectGitlabFiles(gathering, path, parsed)
  const named = new Map<string, Placed>()
  for (const file of files.toReversed()) {
    for (const { contents } of file.documents) {
      for (const { key, value } of entriesOf(contents)) named.set(key, { node: value, file })
    }
  }
  const jobs = [...named].flatMap(([name, own]) => {
    if (name.startsWith('.') || GLOBAL.test(name) || !isJob(name, named)) return []
    const layers = [own, ...parentsOf(own, named, 0)]
    return [{ job: jobOf(name, layers, named), event: eventOf(layers) }]
  })
  return (['change', 'schedule', 'manual'] as const).flatMap((event) => {
    const own = jobs.filter((entry) => entry.event === event).map(({ job }) => job)
    if (own.length === 0 && event !== 'change') return []
    return [pipelineOf(path, own, event, event === 'change' ? remote : [])]
  })
}

function pipelineOf(path: string, jobs: PipelineJob[], event: Event, hidden: Pipeline['hidden']): Pipeline {
  return {
    ...emptyPipeline(path, 'gitlab'),
    triggers: event === 'change' ? [] : [event],
    jobs,
    commands: jobs.flatMap(({ name, steps }) =>
      steps.flatMap(({ run, runLine, file }) =>
        commandLinesIn(run, run?.includes('\n') ? runLine! - 1 : runLine!).map((command) => ({
          ...command,
          job: name,
          ...(file !== undefined && { file }),
        })),
      ),
    ),
    hidden,
  }
}

function isJob(name: string, named: ReadonlyMap<string, Placed>): boolean {
  const own = named.get(name)!
  return [own, ...parentsOf(own, named, 0)].some(({ node }) =>
    ['script', 'run', 'trigger'].some((key) => get(node, key) !== undefined),
  )
}

/** What a job extends, the nearest first: the last one named wins. */
function parentsOf({ node }: Placed, named: ReadonlyMap<string, Placed>, depth: number): Placed[] {
  if (depth > MAX_EXTENDS) return []
  return textsOf(get(node, 'extends'))
    .toReversed()
    .flatMap((name) => {
      const parent = named.get(name)
      return parent ? [parent, ...parentsOf(parent, named, depth + 1)] : []
    })
}

function valueOf(key: string, layers: readonly Placed[]): Placed | undefined {
  const layer = layers.find(({ node }) => get(node, key) !== undefined)
  return layer && { node: get(layer.node, key), file: layer.file }
}

/** What `default` says, and the older form at the top of the file. */
function defaultOf(key: string, named: ReadonlyMap<string, Placed>): Placed | undefined {
  const set = named.get('default')
  const node = set && get(set.node, key)
  return node === undefined ? named.get(key) : { node, file: set!.file }
}

function jobOf(name: string, layers: readonly Placed[], named: ReadonlyMap<string, Placed>): PipelineJob {
  const [own] = layers
  const image = valueOf('image', layers) ?? defaultOf('image', named)
  const imageName = image && (textOf(image.node) ?? textOf(get(image.node, 'name')))
  const stage = textOf(valueOf('stage', layers)?.node)
  const environment = valueOf('environment', layers)?.node
  const deploysTo = textOf(environment) ?? textOf(get(environment, 'name'))
  const variables = [named.get('variables')?.node, ...layers.toReversed().map(({ node }) => get(node, 'variables'))]
  return {
    name,
    line: own!.file.lineOf(own!.node),
    steps: SCRIPTS.flatMap((key) => stepsOf(valueOf(key, layers) ?? defaultOf(key, named), named, own!.file, 0)),
    environment: Object.assign({}, ...variables.map(recordOf)) as Record<string, string>,
    ...(imageName !== undefined && { image: imageName }),
    ...(stage !== undefined && { stage }),
    ...(deploysTo !== undefined && { deploysTo }),
    givesSecrets: false,
    matrix: {},
    needs: textsOf(valueOf('needs', layers)?.node),
  }
}

/** The commands of a script; `!reference [.job, script]` stands for those of another. */
function stepsOf(
  script: Placed | undefined,
  named: ReadonlyMap<string, Placed>,
  own: GitlabFile,
  depth: number,
): PipelineStep[] {
  if (!script || depth > MAX_EXTENDS) return []
  const { node, file } = script
  if (tagOf(node) === '!reference') {
    const [name = '', ...keys] = textsOf(node)
    const target = named.get(name)
    return target ? stepsOf({ node: get(target.node, ...keys), file: target.file }, named, own, depth + 1) : []
  }
  const text = textOf(node)
  if (text === undefined) return itemsOf(node).flatMap((item) => stepsOf({ node: item, file }, named, own, depth + 1))
  return [
    {
      line: file.lineOf(node),
      run: text,
      runLine: firstLineOf(text, file.lineOf(node)),
      inputs: {},
      environment: {},
      ...(file.path !== own.path && { file: file.path }),
    },
  ]
}

const SCHEDULED = /\$CI_PIPELINE_SOURCE\s*==\s*["'](schedule|web|api|trigger)["']/

/** What starts a job: a change, unless everything it says is about schedules or about somebody's click. */
function eventOf(layers: readonly Placed[]): Event {
  const rules = itemsOf(valueOf('rules', layers)?.node)
  if (rules.length > 0) {
    const running = rules.filter((rule) => textOf(get(rule, 'when')) !== 'never')
    if (running.length === 0) return 'manual'
    if (running.every((rule) => SCHEDULED.test(textOf(get(rule, 'if')) ?? ''))) return 'schedule'
    return running.every((rule) => textOf(get(rule, 'when')) === 'manual') ? 'manual' : 'change'
  }
  const only = valueOf('only', layers)?.node
  const refs = [...textsOf(only), ...textsOf(get(only, 'refs'))]
  if (refs.length > 0 && refs.every((ref) => /^(schedules|web|api|triggers)$/.test(ref))) return 'schedule'
  return textOf(valueOf('when', layers)?.node) === 'manual' ? 'manual' : 'change'
}
