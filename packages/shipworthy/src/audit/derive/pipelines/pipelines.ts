import type { Pipeline, PipelineJob } from '../../facts/pipelines.ts'

const DEPLOY_NAME = /(deploy|release|publish|production|(^|[/_.-])cd([_.-]|$))/i
const DEPLOY_COMMAND =
  /\b((serverless|sls|vercel|netlify|wrangler|firebase|eb|cdk|pm2|flyctl|fly|convox|render)\s+(.*\s)?deploy|vercel\b.*--prod|docker(\s+image)?\s+push|kubectl\s+(apply|set|rollout)|helm\s+upgrade|heroku\b|gcloud\s+(run|app|functions)\s+deploy|railway\s+up|aws\s+(ecs|lambda|s3|elasticbeanstalk)|rsync\s|scp\s)/

/** A pipeline that brings the service to where it runs, by its name or by what it does. */
export function isDeployPipeline({ path, commands, uses }: Pipeline): boolean {
  return (
    DEPLOY_NAME.test(path.slice(path.lastIndexOf('/') + 1)) ||
    commands.some(({ text }) => DEPLOY_COMMAND.test(text)) ||
    uses.some(({ name }) => /deploy|heroku|serverless/i.test(name))
  )
}

/** Events that a change of the code causes. */
const CHANGE_EVENTS =
  /^(push|pull_request|pull_request_target|merge_group|workflow_call|workflow_run|deployment_status|check_suite|check_run)$/

/** It runs when the code changes, as far as its triggers are known; not only by hand or by the clock. */
export function runsOnChange({ triggers }: Pipeline): boolean {
  return triggers.length === 0 || triggers.some((trigger) => CHANGE_EVENTS.test(trigger))
}

/** Commands of a pipeline with the lines joined that a backslash continues. */
export function commandLines({ path, commands }: Pipeline): { text: string; line: number; file: string }[] {
  const joined: { text: string; line: number; file: string }[] = []
  let isContinued = false
  for (const { text, line, file = path } of commands) {
    const written = text.replace(/\\$/, '').trim()
    const last = joined.at(-1)
    if (isContinued && last) last.text += ` ${written}`
    else joined.push({ text: written, line, file })
    isContinued = text.endsWith('\\')
  }
  return joined
}

/** A job that brings the service to where it runs. */
export function jobDeploys({ name, steps, deploysTo }: PipelineJob): boolean {
  return (
    deploysTo !== undefined ||
    /deploy|release|production/i.test(name) ||
    steps.some(({ run = '', uses = '' }) => DEPLOY_COMMAND.test(run) || /deploy|heroku|serverless/i.test(uses))
  )
}
