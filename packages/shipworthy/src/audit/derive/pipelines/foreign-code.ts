import type { Pipeline, PipelineJob, PipelineStep } from '../../facts/pipelines.ts'
import { parseShell } from '../shell/parse-shell.ts'
import type { ShellCommand } from '../shell/shell-program.ts'

/** The head of a pull request, or what stands for it after a run it caused. */
const HEAD =
  /github\.event\.pull_request\.(head\.(sha|ref)|merge_commit_sha|number)|github\.head_ref|github\.event\.number|refs\/pull\/|github\.event\.workflow_run\.(head_sha|head_branch|head_commit\.id|pull_requests)/
const COMPUTED = /\b(steps|needs|inputs|env)\./
const GIT_HEAD =
  /\bgh\s+pr\s+checkout\b|\bgit\s+(fetch|pull)\b.*\bpull\/|\bgit\s+(checkout|switch|pull|fetch|merge)\b.*(head_ref|head\.(sha|ref)|head_sha)/

/** A step that brings somebody else's code into the workspace. `open`: what it checks out is computed elsewhere. */
export interface ForeignCheckout {
  step: PipelineStep
  index: number
  certainty: 'head' | 'open'
  /** Folder it goes to, where that is not the workspace itself. */
  path?: string
}

export function foreignCheckout({ steps }: PipelineJob): ForeignCheckout | undefined {
  for (const [index, step] of steps.entries()) {
    const certainty = certaintyOf(step)
    if (!certainty) continue
    const path = step.inputs['path']?.value
    return { step, index, certainty, ...(path && path !== '.' && { path: path.replace(/^\.\/|\/$/g, '') }) }
  }
  return undefined
}

function certaintyOf({
  uses = '',
  inputs,
  run = '',
  environment,
}: PipelineStep): ForeignCheckout['certainty'] | undefined {
  if (GIT_HEAD.test(run.replace(/\$\{?(\w+)\}?/g, (written, name: string) => environment[name] ?? written)))
    return 'head'
  if (!uses.startsWith('actions/checkout@')) return undefined
  const wanted = `${inputs['ref']?.value ?? ''} ${inputs['repository']?.value ?? ''}`
  if (HEAD.test(wanted) || /head\.repo|head_repository/.test(wanted)) return 'head'
  return COMPUTED.test(inputs['ref']?.value ?? '') ? 'open' : undefined
}

/** Actions that install or build what lies in the workspace. */
const RUNNING_ACTIONS =
  /^(cypress-io\/github-action|bahmutov\/npm-install|chromaui\/action|andresz1\/size-limit-action|preactjs\/compressed-size-action|cloudflare\/wrangler-action|docker\/build-push-action|docker\/bake-action|JS-DevTools\/npm-publish|ArtiomTr\/jest-coverage-report-action)@/i
const MANAGERS = /^(npm|pnpm|yarn|bun)$/
const RUNNERS =
  /^(npx|pnpx|bunx|node|tsx|ts-node|deno|make|just|task|turbo|nx|lerna|vitest|jest|mocha|playwright|cypress|tsc|eslint|webpack|vite|next|rake|bundle|cargo|go|gradle|mvn|python3?|pip3?|poetry|uv|pytest|ruby|earthly|tox)$|^\.\.?\/|\.(sh|bash|mjs|cjs|js|ts|py)$/

/** The first step behind the checkout that runs what was checked out. */
export function runningStep({ steps }: PipelineJob, { index, path }: ForeignCheckout): PipelineStep | undefined {
  const found = steps.slice(index).find((step, at) => runsCode(step, at === 0, path))
  return found
}

function runsCode(
  { uses = '', run, directory, inputs }: PipelineStep,
  isCheckout: boolean,
  path: string | undefined,
): boolean {
  const isThere = (text: string): boolean => path === undefined || text.includes(path)
  if (run !== undefined) {
    if (!isThere(`${directory ?? ''} ${run}`)) return false
    const text = isCheckout ? run.slice(run.search(/\b(gh\s+pr\s+checkout|git\s+)/)) : run
    return parseShell(text).pipelines.some(({ commands }) => commands.some(runsProject))
  }
  if (isCheckout) return false
  // An action of the workspace is the one that was checked out into it.
  if (uses.startsWith('./')) return path === undefined ? true : uses.slice(2).startsWith(path)
  const folder =
    inputs['working-directory']?.value ?? inputs['context']?.value ?? inputs['workingDirectory']?.value ?? ''
  return RUNNING_ACTIONS.test(uses) && (path === undefined || folder.includes(path))
}

function runsProject({ words }: ShellCommand): boolean {
  const [program = '', ...rest] = words.filter((word) => !/^(sudo|env|time|xvfb-run|--)$/.test(word))
  if (MANAGERS.test(program)) return managerRuns(program, rest)
  if (program === 'docker' || program === 'docker-compose')
    return rest.some((word) => /^(build|buildx|up|bake)$/.test(word))
  if (/^(ba|da|z)?sh$/.test(program)) return rest.some((word) => /\.(sh|bash)$/.test(word))
  if (/^(node|python3?|deno)$/.test(program))
    return rest.some((word) => /\.[cm]?[jt]s$|\.py$/.test(word) && !/[$~]/.test(word))
  return RUNNERS.test(program) && !rest.some((word) => /^--?(version|v)$/.test(word))
}

/** An install runs the scripts of the package, unless it is told not to; asking for a setting runs nothing. */
function managerRuns(program: string, rest: readonly string[]): boolean {
  const [first = ''] = rest.filter((word) => !word.startsWith('-'))
  if (rest.includes('-g') || rest.includes('--global') || rest.includes('global')) return false
  if (/^(config|set|cache|view|info|pkg|version|store|whoami|ls|list|audit|pack)$/.test(first)) return false
  if (/^(install|ci|i|add)$/.test(first) || (first === '' && program === 'yarn')) {
    return !rest.some((word) => /^--ignore-scripts(=true)?$|^--mode=skip-build$/.test(word))
  }
  return first !== ''
}

/** Workflows that strangers can cause to run, by name: those on pull requests of forks. */
export function followsPullRequests({ follows }: Pipeline, pipelines: readonly Pipeline[]): boolean | 'unknown' {
  const sources = pipelines.filter(({ name, path }) =>
    follows.some((wanted) => wanted === name || (name === undefined && path.endsWith(wanted))),
  )
  if (sources.length === 0) return 'unknown'
  return sources.some(({ triggers }) => triggers.some((trigger) => trigger.startsWith('pull_request')))
}
