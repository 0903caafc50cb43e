import type { Pipeline, PipelineJob, PipelineStep } from '../../../facts/pipelines.ts'
import { entriesOf, get, itemsOf, scalar, textOf, type YamlFile } from '../yaml-file.ts'
import { commandLinesIn, firstLineOf } from './command-lines.ts'
import { emptyPipeline } from './empty-pipeline.ts'
import { recordOf, textsOf } from './yaml-texts.ts'

/** Steps that CircleCI itself brings. https://circleci.com/docs/configuration-reference/ */
const BUILT_IN =
  /^(run|checkout|setup_remote_docker|save_cache|restore_cache|deploy|store_artifacts|store_test_results|persist_to_workspace|attach_workspace|add_ssh_keys|when|unless)$/
/** Orbs that install, log in, notify and report: they run nothing of the project. */
const HARMLESS_ORB =
  /^((aws|gcp|azure|ecr|ecs|eks|s3|gke)[\w-]*|slack|codecov|coveralls|browser-tools|github-cli|kubernetes|helm|heroku|docker|queue|jira|snyk|sonarcloud|sentry[\w-]*|shellcheck|git-shallow-clone|win|macos|ruby|python|terraform|vault|datadog[\w-]*|hokusai|horizon)\/|^(node|[\w-]*node)\/(install\w*|install-(packages|yarn|pnpm|npm)|with-cache|default)$/
const MAX_DEPTH = 8

type Parameters = Readonly<Record<string, string>>

interface Reading extends YamlFile {
  root: unknown
  hidden: Pipeline['hidden']
  uses: Pipeline['uses']
}

/** One pipeline for what a change starts and one for what only the clock starts. */
export function circleciPipelines(path: string, parsed: YamlFile): Pipeline[] {
  const root = parsed.documents[0]?.contents
  const runs = workflowRuns(root)
  return (['change', 'schedule'] as const).flatMap((event) => {
    const own = runs.filter((run) => run.event === event)
    if (own.length === 0 && event !== 'change') return []
    const reading: Reading = { ...parsed, root, hidden: [], uses: [] }
    const jobs = own.flatMap((run) => jobOf(run, reading))
    if (event === 'change' && scalar(get(root, 'setup')) === true) {
      reading.hidden.push({ text: 'setup: true', line: parsed.lineOf(get(root, 'setup')) })
    }
    return [
      {
        ...emptyPipeline(path, 'circleci'),
        triggers: event === 'change' ? [] : [event],
        jobs,
        commands: jobs.flatMap(({ name, steps }) =>
          steps.flatMap(({ run, line }) => commandLinesIn(run, line).map((command) => ({ ...command, job: name }))),
        ),
        uses: reading.uses,
        hidden: reading.hidden,
      },
    ]
  })
}

interface WorkflowRun {
  name: string
  node: unknown
  given: Parameters
  needs: string[]
  event: 'change' | 'schedule'
}

/** Jobs as the workflows name them; without workflows the job `build` runs. */
function workflowRuns(root: unknown): WorkflowRun[] {
  const workflows = entriesOf(get(root, 'workflows')).filter(({ key }) => key !== 'version')
  if (workflows.length === 0) {
    const node = get(root, 'jobs', 'build')
    return node ? [{ name: 'build', node, given: {}, needs: [], event: 'change' }] : []
  }
  return workflows.flatMap(({ value }) => {
    const event = itemsOf(get(value, 'triggers')).some((trigger) => get(trigger, 'schedule')) ? 'schedule' : 'change'
    return itemsOf(get(value, 'jobs')).flatMap((item): WorkflowRun[] => {
      const single = textOf(item)
      if (single !== undefined) return [{ name: single, node: item, given: {}, needs: [], event }]
      const [entry] = entriesOf(item)
      if (!entry || textOf(get(entry.value, 'type')) === 'approval') return []
      const given = recordOf(entry.value)
      return [{ name: entry.key, node: entry.keyNode, given, needs: textsOf(get(entry.value, 'requires')), event }]
    })
  })
}

function jobOf({ name, node, given, needs }: WorkflowRun, reading: Reading): PipelineJob[] {
  const job = name === 'build' && get(reading.root, 'workflows') === undefined ? node : get(reading.root, 'jobs', name)
  const line = reading.lineOf(node)
  const shared = { name, line, environment: recordOf(get(job, 'environment')), givesSecrets: false, matrix: {}, needs }
  if (!job) return [{ ...shared, steps: orbSteps(name, line, given, reading) }]
  const executor = textOf(get(job, 'executor')) ?? textOf(get(job, 'executor', 'name'))
  const image = imageOf(job) ?? imageOf(executor === undefined ? undefined : get(reading.root, 'executors', executor))
  const shell = textOf(get(job, 'shell'))
  const parameters = { ...defaultsOf(job), ...given }
  return [
    {
      ...shared,
      steps: itemsOf(get(job, 'steps')).flatMap((step) => stepsOf(step, parameters, reading, 0)),
      ...(image !== undefined && { image: fill(image, parameters) }),
      ...(shell !== undefined && { shell }),
    },
  ]
}

function imageOf(node: unknown): string | undefined {
  return textOf(get(itemsOf(get(node, 'docker'))[0], 'image')) ?? textOf(get(node, 'machine', 'image'))
}

function defaultsOf(node: unknown): Parameters {
  return Object.fromEntries(
    entriesOf(get(node, 'parameters')).flatMap(({ key, value }) => {
      const text = textOf(get(value, 'default'))
      return text === undefined ? [] : [[key, text]]
    }),
  )
}

/** `<< parameters.name >>` with what the caller gives. */
function fill(text: string, parameters: Parameters): string {
  return text.replace(
    /<<\s*(?:parameters|matrix)\.([\w-]+)\s*>>/g,
    (written, name: string) => parameters[name] ?? written,
  )
}

/** A step: its own text, a command of the file with its steps, or one of an orb. */
function stepsOf(node: unknown, parameters: Parameters, reading: Reading, depth: number): PipelineStep[] {
  if (depth > MAX_DEPTH) return []
  const single = textOf(node)
  const [entry] = single === undefined ? entriesOf(node) : [{ key: single, keyNode: node, value: undefined }]
  if (!entry) return []
  const { key, keyNode, value } = entry
  if (key === 'run' || key === 'deploy') return runOf(value, parameters, reading)
  if (key === 'when' || key === 'unless')
    return itemsOf(get(value, 'steps')).flatMap((step) => stepsOf(step, parameters, reading, depth + 1))
  if (BUILT_IN.test(key)) return []
  const given = Object.fromEntries(
    Object.entries(recordOf(value)).map(([name, text]) => [name, fill(text, parameters)]),
  )
  const [orb = '', command] = key.split('/')
  const own = get(reading.root, 'commands', key) ?? (command && get(reading.root, 'orbs', orb, 'commands', command))
  if (!own) return orbSteps(key, reading.lineOf(keyNode), given, reading)
  const inner = { ...defaultsOf(own), ...given }
  return itemsOf(get(own, 'steps')).flatMap((step) => stepsOf(step, inner, reading, depth + 1))
}

function runOf(value: unknown, parameters: Parameters, { lineOf }: Reading): PipelineStep[] {
  const node = textOf(value) === undefined ? get(value, 'command') : value
  const text = textOf(node)
  if (text === undefined) return []
  const name = textOf(get(value, 'name'))
  const shell = textOf(get(value, 'shell'))
  const directory = textOf(get(value, 'working_directory'))
  return [
    {
      ...(name !== undefined && { name }),
      line: lineOf(node),
      run: fill(text, parameters),
      runLine: firstLineOf(text, lineOf(node)),
      ...(shell !== undefined && { shell }),
      inputs: {},
      environment: recordOf(get(value, 'environment')),
      ...(directory !== undefined && { directory }),
    },
  ]
}

/** What an orb does is not in the repository, except for the few that everybody uses. */
function orbSteps(name: string, line: number, given: Parameters, reading: Reading): PipelineStep[] {
  reading.uses.push({ name, line })
  const run = commandOfOrb(name, given)
  if (run === undefined && !HARMLESS_ORB.test(name)) reading.hidden.push({ text: name, line })
  return [{ line, uses: name, ...(run !== undefined && { run, runLine: line }), inputs: {}, environment: {} }]
}

/** https://circleci.com/developer/orbs/orb/circleci/node and https://circleci.com/developer/orbs/orb/cypress-io/cypress */
function commandOfOrb(name: string, given: Parameters): string | undefined {
  const manager = (given['pkg-manager'] ?? 'npm').replace('yarn-berry', 'yarn')
  if (/^node\/(test|run)$/.test(name)) {
    const script = given['run-command'] ?? given['npm-run'] ?? given['yarn-run'] ?? 'test'
    return `${manager} run ${script}`
  }
  return /^cypress\/(run|run-tests)$/.test(name) ? (given['cypress-command'] ?? 'npx cypress run') : undefined
}
