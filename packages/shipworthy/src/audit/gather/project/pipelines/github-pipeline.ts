import type { Pipeline, PipelineJob, PipelinePermissions, PipelineStep } from '../../../facts/pipelines.ts'
import { entriesOf, get, itemsOf, textOf, type YamlFile } from '../yaml-file.ts'
import { commandLinesIn, firstLineOf } from './command-lines.ts'
import { emptyPipeline } from './empty-pipeline.ts'
import { recordOf, textsOf } from './yaml-texts.ts'

type LineOf = (node: unknown) => number

/** A workflow, or a composite action, whose steps are one job without a name. */
export function githubPipeline(path: string, { documents, lineOf }: YamlFile): Pipeline {
  const root = documents[0]?.contents
  const permissions = permissionsOf(get(root, 'permissions'))
  const action = get(root, 'runs')
  const jobs = entriesOf(get(root, 'jobs')).map(({ key, keyNode, value }) =>
    jobOf(key, lineOf(keyNode), value, lineOf, textOf(get(root, 'defaults', 'run', 'shell'))),
  )
  if (action) jobs.push(jobOf('', lineOf(action), action, lineOf, undefined))
  const name = textOf(get(root, 'name'))
  return {
    ...emptyPipeline(path, 'github'),
    ...(name !== undefined && { name }),
    commands: jobs.flatMap(commandsOf),
    uses: jobs.flatMap(usesOf),
    triggers: triggersOf(get(root, 'on')),
    triggerTypes: triggerTypesOf(get(root, 'on')),
    follows: textsOf(get(root, 'on', 'workflow_run', 'workflows')),
    jobs,
    ...(permissions !== undefined && { permissions }),
    environment: recordOf(get(root, 'env')),
    isAction: action !== undefined,
  }
}

function jobOf(name: string, line: number, node: unknown, lineOf: LineOf, shell: string | undefined): PipelineJob {
  const text = (...keys: string[]): string | undefined => textOf(get(node, ...keys))
  const condition = text('if')
  const permissions = permissionsOf(get(node, 'permissions'))
  const image = text('container') ?? text('container', 'image')
  const ownShell = text('defaults', 'run', 'shell') ?? shell
  const deploysTo = text('environment') ?? text('environment', 'name')
  const uses = text('uses')
  return {
    name,
    line,
    steps: itemsOf(get(node, 'steps')).map((step) => stepOf(step, lineOf)),
    ...(condition !== undefined && { condition }),
    ...(permissions !== undefined && { permissions }),
    environment: recordOf(get(node, 'env')),
    ...(image !== undefined && { image }),
    ...(ownShell !== undefined && { shell: ownShell }),
    ...(deploysTo !== undefined && { deploysTo }),
    ...(uses !== undefined && { uses }),
    givesSecrets: get(node, 'secrets') !== undefined,
    matrix: matrixOf(get(node, 'strategy', 'matrix')),
    needs: textsOf(get(node, 'needs')),
  }
}

function stepOf(node: unknown, lineOf: LineOf): PipelineStep {
  const run = textOf(get(node, 'run'))
  const name = textOf(get(node, 'name'))
  const shell = textOf(get(node, 'shell'))
  const uses = textOf(get(node, 'uses'))
  const condition = textOf(get(node, 'if'))
  const directory = textOf(get(node, 'working-directory'))
  return {
    ...(name !== undefined && { name }),
    line: lineOf(get(node, 'uses') ?? get(node, 'run') ?? node),
    ...(run !== undefined && { run, runLine: firstLineOf(run, lineOf(get(node, 'run'))) }),
    ...(shell !== undefined && { shell }),
    ...(uses !== undefined && { uses }),
    inputs: inputsOf(get(node, 'with'), lineOf),
    environment: recordOf(get(node, 'env')),
    ...(condition !== undefined && { condition }),
    ...(directory !== undefined && { directory }),
  }
}

function inputsOf(node: unknown, lineOf: LineOf): PipelineStep['inputs'] {
  return Object.fromEntries(
    entriesOf(node).flatMap(({ key, value }) => {
      const text = textOf(value)
      return text === undefined ? [] : [[key, { value: text, line: firstLineOf(text, lineOf(value)) }]]
    }),
  )
}

function commandsOf({ name, steps }: PipelineJob): Pipeline['commands'] {
  return steps.flatMap(({ run, line }) =>
    commandLinesIn(run, line).map((command) => ({ ...command, ...(name && { job: name }) })),
  )
}

function usesOf({ uses, line, steps }: PipelineJob): Pipeline['uses'] {
  const own = uses === undefined ? [] : [{ name: uses, line }]
  return [...steps.flatMap((step) => (step.uses === undefined ? [] : [{ name: step.uses, line: step.line }])), ...own]
}

function triggersOf(node: unknown): string[] {
  const listed = textsOf(node)
  return listed.length > 0 ? listed : entriesOf(node).map(({ key }) => key)
}

function triggerTypesOf(node: unknown): Record<string, string[]> {
  return Object.fromEntries(
    entriesOf(node).flatMap(({ key, value }) => {
      const types = textsOf(get(value, 'types'))
      return types.length > 0 ? [[key, types]] : []
    }),
  )
}

function permissionsOf(node: unknown): PipelinePermissions | undefined {
  const text = textOf(node)
  if (text === 'read-all' || text === 'write-all') return text
  return node === undefined ? undefined : recordOf(node)
}

/** Axes of a matrix, and what `include` adds to them. */
function matrixOf(node: unknown): Record<string, string[]> {
  const axes: Record<string, string[]> = {}
  for (const { key, value } of entriesOf(node)) {
    if (key !== 'include' && key !== 'exclude') axes[key] = textsOf(value)
  }
  for (const item of itemsOf(get(node, 'include'))) {
    for (const [key, value] of Object.entries(recordOf(item))) axes[key] = [...(axes[key] ?? []), value]
  }
  return axes
}
