import type { Pipeline } from '../../facts/settings.ts'
import { baseName } from '../../facts/paths.ts'
import { readMatching, type Gathering } from './gathering.ts'
import { entriesOf, get, itemsOf, parseYaml, textOf, type YamlFile } from './yaml-file.ts'

const PROVIDERS: [string, RegExp][] = [
  // Gitea, Forgejo and Depot run the same format.
  ['github', /(^|\/)\.(github|gitea|forgejo|depot)\/workflows\/[^/]+\.ya?ml$/],
  ['github', /(^|\/)\.(github|gitea|forgejo|depot)\/actions\/.+\/action\.ya?ml$/],
  ['gitlab', /(^|\/)(\.gitlab-ci\.ya?ml|\.gitlab\/.+\.ya?ml)$/],
  ['circleci', /(^|\/)\.circleci\/config\.ya?ml$/],
  ['travis', /(^|\/)\.travis\.ya?ml$/],
  ['azure', /(^|\/)(azure-pipelines[\w.-]*|\.azure-pipelines\/.+|\.azuredevops\/.+)\.ya?ml$/],
  ['bitbucket', /(^|\/)bitbucket-pipelines\.ya?ml$/],
  ['drone', /(^|\/)\.drone\.ya?ml$/],
  ['woodpecker', /(^|\/)\.woodpecker(\/.+)?\.ya?ml$/],
  ['buildkite', /(^|\/)\.buildkite\/.+\.ya?ml$/],
  ['cloudbuild', /(^|\/)cloudbuild[\w.-]*\.ya?ml$/],
  ['codebuild', /(^|\/)buildspec[\w.-]*\.ya?ml$/],
  ['appveyor', /(^|\/)\.?appveyor\.ya?ml$/],
  ['semaphore', /(^|\/)\.semaphore\/.+\.ya?ml$/],
  ['jenkins', /(^|\/)Jenkinsfile[\w.-]*$/],
]

export function gatherPipelines(gathering: Gathering): Pipeline[] {
  const providerOf = (path: string): string | undefined => PROVIDERS.find(([, pattern]) => pattern.test(path))?.[0]
  return readMatching(gathering, 'pipelines', (path) => providerOf(path) !== undefined).flatMap(({ path, text }) => {
    const provider = providerOf(path)!
    if (provider === 'jenkins') return [scriptPipeline(path, text)]
    const parsed = parseYaml(text)
    if ('reason' in parsed) {
      gathering.unreadable.push({ area: 'pipelines', path, ...parsed })
      return []
    }
    return [provider === 'github' ? githubPipeline(path, parsed) : genericPipeline(path, provider, parsed)]
  })
}

function githubPipeline(path: string, { documents, lineOf }: YamlFile): Pipeline {
  const root = documents[0]?.contents
  const pipeline: Pipeline = { path, provider: 'github', commands: [], uses: [], triggers: triggersOf(get(root, 'on')) }
  const addSteps = (steps: unknown, job?: string): void => {
    for (const step of itemsOf(steps)) {
      const run = get(step, 'run')
      const uses = get(step, 'uses')
      for (const command of commandsIn(textOf(run), lineOf(run)))
        pipeline.commands.push({ ...command, ...(job && { job }) })
      const name = textOf(uses)
      if (name) pipeline.uses.push({ name, line: lineOf(uses) })
    }
  }
  for (const { key, value } of entriesOf(get(root, 'jobs'))) {
    addSteps(get(value, 'steps'), key)
    const reusable = textOf(get(value, 'uses'))
    if (reusable) pipeline.uses.push({ name: reusable, line: lineOf(get(value, 'uses')) })
  }
  addSteps(get(root, 'runs', 'steps'))
  return pipeline
}

function triggersOf(node: unknown): string[] {
  const single = textOf(node)
  if (single) return [single]
  const listed = itemsOf(node).flatMap((item) => textOf(item) ?? [])
  return listed.length > 0 ? listed : entriesOf(node).map(({ key }) => key)
}

/** Every other provider: whatever stands under a key that holds commands. */
const COMMAND_KEYS = new Set([
  'script',
  'run',
  'command',
  'commands',
  'before_script',
  'after_script',
  'install',
  'test_script',
  'build_script',
  'bash',
  'steps',
  'before_install',
  'args',
])

function genericPipeline(path: string, provider: string, { documents, lineOf }: YamlFile): Pipeline {
  const pipeline: Pipeline = { path, provider, commands: [], uses: [], triggers: [] }
  const visit = (node: unknown, key: string, depth: number): void => {
    if (depth > 12) return
    const text = textOf(node)
    if (text !== undefined) {
      if (COMMAND_KEYS.has(key)) pipeline.commands.push(...commandsIn(text, lineOf(node)))
      return
    }
    for (const item of itemsOf(node)) visit(item, key, depth + 1)
    for (const { key: inner, value } of entriesOf(node)) visit(value, inner, depth + 1)
  }
  for (const { contents } of documents) visit(contents, '', 0)
  // Travis runs `npm test` when the file names no script.
  const isImplicit = provider === 'travis' && !get(documents[0]?.contents, 'script')
  if (isImplicit && textOf(get(documents[0]?.contents, 'language')) === 'node_js') {
    pipeline.commands.push({ text: 'npm test', line: 1 })
  }
  return pipeline
}

function commandsIn(text: string | undefined, line: number): { text: string; line: number }[] {
  if (text === undefined) return []
  const lines = text.split('\n')
  const first = lines.length > 1 ? line + 1 : line
  return lines.flatMap((command, index) => {
    const trimmed = command.trim()
    return trimmed && !trimmed.startsWith('#') ? [{ text: trimmed, line: first + index }] : []
  })
}

function scriptPipeline(path: string, text: string): Pipeline {
  const commands = text.split(/\r?\n/).flatMap((line, index) => {
    const match = /\b(?:sh|bat|pwsh)\b[\s(]*(?:script:\s*)?["']+(.+?)["']+/.exec(line)
    return match ? [{ text: match[1]!, line: index + 1 }] : []
  })
  return {
    path,
    provider: baseName(path).startsWith('Jenkins') ? 'jenkins' : 'script',
    commands,
    uses: [],
    triggers: [],
  }
}
