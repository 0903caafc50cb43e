import type { Pipeline, PipelineJob, PipelinePermissions } from '../../facts/pipelines.ts'

/**
 * Events that anybody can cause and that run with the repository's own token and secrets.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
 */
const PRIVILEGED = new Set([
  'pull_request_target',
  'workflow_run',
  'issues',
  'issue_comment',
  'discussion',
  'discussion_comment',
])

export function isPrivilegedEvent(event: string): boolean {
  return PRIVILEGED.has(event)
}

/** What a job holds that a stranger would like to have. `default`: the settings of the repository decide. */
export type JobPower = 'secrets' | 'write' | 'default' | 'read'

export function powerOf(job: PipelineJob, pipeline: Pipeline): JobPower {
  if (usesSecrets(job, pipeline)) return 'secrets'
  const permissions = job.permissions ?? pipeline.permissions
  if (permissions === undefined) return 'default'
  return mayWrite(permissions) ? 'write' : 'read'
}

function mayWrite(permissions: PipelinePermissions): boolean {
  if (typeof permissions === 'string') return permissions === 'write-all'
  return Object.values(permissions).includes('write')
}

/** The token that every job has is no secret in this sense: what it may do is said by the permissions. */
const SECRET = /\bsecrets(\.(?!GITHUB_TOKEN\b|github_token\b)\w+|\[)/

function usesSecrets({ steps, environment, givesSecrets }: PipelineJob, pipeline: Pipeline): boolean {
  const texts = [
    ...Object.values(pipeline.environment),
    ...Object.values(environment),
    ...steps.flatMap((step) => [
      step.run ?? '',
      ...Object.values(step.environment),
      ...Object.values(step.inputs).map(({ value }) => value),
    ]),
  ]
  return givesSecrets || texts.some((text) => SECRET.test(text))
}

const SAME_REPOSITORY =
  /(head\.repo\.(full_name|id|owner\.login|owner\.id)|head_repository\.(full_name|id|owner\.login)|head\.user\.login)\s*==|==\s*github\.event\.(pull_request\.head\.repo|workflow_run\.head_repository)|!\s*github\.event\.(pull_request\.head\.repo|workflow_run\.head_repository)\.fork|\.fork\s*(==\s*false|!=\s*true)/
const TRUSTED_ACTOR =
  /(github\.(actor|triggering_actor)|(user|sender|actor)\.login)\s*==|contains\(\s*fromJSON\([^)]*\)\s*,\s*github\.(actor|event\.\w+\.user\.login|event\.\w+\.author_association)|author_association\s*==|contains\([^)]*author_association/i
const LABEL = /label\.name\s*==|contains\([^)]*labels[^)]*\)|startsWith\([^)]*label\.name/
const REVIEWED = /\.merged\s*(==\s*true)?\b|review\.state\s*==\s*'approved'/
const OTHER_EVENT =
  /github\.event_name\s*==\s*'(push|schedule|workflow_dispatch|release|pull_request)'|workflow_run\.event\s*==\s*'(push|schedule|workflow_dispatch|release)'|workflow_run\.event\s*!=\s*'pull_request'/

/** Whether a condition keeps strangers out: same repository, named people, a label, a merge, another event. */
export function keepsStrangersOut(condition: string | undefined): boolean {
  if (condition === undefined) return false
  // Either side of `||` lets somebody in; one guard on each side is needed.
  return condition
    .split('||')
    .every((part) => [SAME_REPOSITORY, TRUSTED_ACTOR, LABEL, REVIEWED, OTHER_EVENT].some((guard) => guard.test(part)))
}

/** The job or one it waits for keeps strangers out. */
export function isGuarded(job: PipelineJob, { jobs }: Pick<Pipeline, 'jobs'>, depth = 0): boolean {
  if (keepsStrangersOut(job.condition)) return true
  if (depth > 8) return false
  return job.needs.some((name) => {
    const needed = jobs.find((other) => other.name === name)
    return needed !== undefined && isGuarded(needed, { jobs }, depth + 1)
  })
}
