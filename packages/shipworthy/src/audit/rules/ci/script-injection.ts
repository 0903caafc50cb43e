import { settingAt } from '../../derive/evidence.ts'
import { isGuarded, isPrivilegedEvent, powerOf } from '../../derive/pipelines/job-power.ts'
import type { Pipeline, PipelineJob, PipelineStep } from '../../facts/pipelines.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown, type FindingDraft } from '../rule.ts'

/**
 * Texts that a stranger writes, and the events that carry them.
 * https://docs.github.com/en/actions/reference/security/secure-use#good-practices-for-mitigating-script-injection-attacks
 */
const FIELDS: [field: RegExp, events: RegExp][] = [
  [/github\.event\.issue\.(title|body)\b/, /^issue/],
  [
    /github\.event\.pull_request\.(title|body|head\.(ref|label)|head\.repo\.(default_branch|description|homepage))\b/,
    /^pull_request/,
  ],
  [/github\.head_ref\b/, /^pull_request/],
  [/github\.event\.(comment|review|review_comment)\.body\b/, /_comment$|^pull_request_review/],
  [/github\.event\.discussion\.(title|body)\b/, /^discussion/],
  [
    /github\.event\.(head_commit|commits(\[\d+\]|\.\*)?)\.(message|author\.(email|name|username)|committer\.(email|name))\b/,
    /^push$/,
  ],
  [
    /github\.event\.workflow_run\.(head_branch|display_title|head_commit\.(message|author\.(email|name)))\b/,
    /^workflow_run$/,
  ],
  [/github\.event\.pages(\[\d+\]|\.\*)?\.page_name\b/, /^gollum$/],
]
/** Calls and comparisons that make a truth value of a text. */
const HARMLESS = /\b(contains|startsWith|endsWith)\([^()]*(\([^()]*\)[^()]*)*\)|[\w.[\]*]+\s*[!=]=\s*('[^']*'|[\w.]+)/g

interface Injection {
  field: string
  events: RegExp
  line: number
}

export default defineRule({
  id: 'ci/script-injection',
  catalogue: 'CI04',
  title: 'A stranger’s text inside a script of a workflow',
  severity: 'critical',
  confidence: 'structural',
  needs: ['repository'],
  why: 'GitHub pastes the text into the script before the shell reads it. A title such as `"; curl … | sh #` then runs as a command of your workflow, with its token and secrets.',
  remedies: [
    {
      for: 'github',
      effort: 'S',
      text: 'Hand the text over as an environment variable and quote it.',
      code: 'env:\n  TITLE: ${{ github.event.pull_request.title }}\nrun: echo "$TITLE"',
    },
  ],
  references: [
    {
      title: 'GitHub: script injections',
      url: 'https://docs.github.com/en/actions/concepts/security/script-injections',
    },
    {
      title: 'GitHub Security Lab: untrusted input',
      url: 'https://securitylab.github.com/resources/github-actions-untrusted-input/',
    },
  ],
  falsePositives: [
    'The text passed through env, which no shell reads as code.',
    'Numbers, hashes and other fields that a stranger cannot write freely.',
    'A text that is only compared.',
    'Events without secrets and without a token that may write: a warning.',
  ],
  examples: [
    {
      name: 'the title of an issue in a shell',
      outcome: 'fail',
      severity: 'critical',
      line: 8,
      says: 'github.event.issue.title',
      files: workflow(`on: issues
permissions: { issues: write }
jobs:
  triage:
    steps:
      - run: |
          set -e
          echo "\${{ github.event.issue.title }}"
`),
    },
    {
      name: 'the body of a comment in github-script',
      outcome: 'fail',
      severity: 'critical',
      files: workflow(`on: issue_comment
permissions: write-all
jobs:
  bot:
    steps:
      - uses: actions/github-script@v8
        with:
          script: |
            console.log(\`\${{ github.event.comment.body }}\`)
`),
    },
    {
      name: 'through env and back into the text',
      outcome: 'fail',
      severity: 'critical',
      files: workflow(`on: pull_request_target
permissions: write-all
jobs:
  a:
    env: { TITLE: "\${{ github.event.pull_request.title }}" }
    steps:
      - run: echo "\${{ env.TITLE }}"
`),
    },
    {
      name: 'a branch name where forks have no rights',
      outcome: 'fail',
      severity: 'warning',
      files: workflow('on: pull_request\njobs:\n  a:\n    steps:\n      - run: echo ${{ github.head_ref }}\n'),
    },
    {
      name: 'the message of a commit that was pushed',
      outcome: 'fail',
      severity: 'warning',
      files: workflow(
        'on: push\njobs:\n  a:\n    steps:\n      - run: ./notify "${{ github.event.head_commit.message }}"\n',
      ),
    },
    {
      name: 'through env',
      outcome: 'pass',
      files: workflow(`on: issues
jobs:
  triage:
    steps:
      - env: { TITLE: "\${{ github.event.issue.title }}" }
        run: echo "$TITLE"
`),
    },
    {
      name: 'numbers and hashes',
      outcome: 'pass',
      files: workflow(
        'on: pull_request_target\njobs:\n  a:\n    steps:\n      - run: echo ${{ github.event.pull_request.number }} ${{ github.event.pull_request.head.sha }}\n',
      ),
    },
    {
      name: 'only compared',
      outcome: 'pass',
      files: workflow(
        "on: issue_comment\njobs:\n  a:\n    steps:\n      - run: echo ${{ contains(github.event.comment.body, '/deploy') }} ${{ github.head_ref == 'next' }}\n",
      ),
    },
    {
      name: 'in an input of another action',
      outcome: 'pass',
      files: workflow(
        'on: pull_request_target\njobs:\n  a:\n    steps:\n      - uses: acme/lint-title@v1\n        with: { title: "${{ github.event.pull_request.title }}" }\n',
      ),
    },
    { name: 'no workflow', outcome: 'not-applicable', files: project('', { 'server.js': '' }) },
    {
      name: 'a workflow that cannot be read',
      outcome: 'unknown',
      files: workflow('on: [push\njobs: {\n'),
    },
  ],
  evaluate({ repository: { pipelines, unreadablePipelines } }) {
    const [unreadable] = unreadablePipelines
    const workflows = pipelines.filter(({ provider }) => provider === 'github')
    if (workflows.length === 0 && !unreadable) return notApplicable('no GitHub workflow')
    const findings = workflows.flatMap((pipeline) =>
      pipeline.jobs.flatMap((job) =>
        job.steps.flatMap((step) =>
          injectionsOf(step, job, pipeline).map((injection) => describe(injection, job, pipeline)),
        ),
      ),
    )
    const clean = workflows.filter(({ path }) => !findings.some(({ evidence }) => evidence[0]!.file === path))
    const evidence = clean.map(({ path, jobs }) =>
      settingAt(path, 1, undefined, `${jobs.flatMap(({ steps }) => steps).length} steps`),
    )
    if (findings.length > 0) return fail(findings, clean.length)
    if (unreadable) return unknown(`${unreadable.path} could not be read (${unreadable.reason})`)
    return pass(evidence, clean.length)
  },
})

function injectionsOf(step: PipelineStep, job: PipelineJob, pipeline: Pipeline): Injection[] {
  const script = (step.uses ?? '').startsWith('actions/github-script@') ? step.inputs['script'] : undefined
  const text = step.run ?? script?.value
  if (text === undefined) return []
  const first = step.runLine ?? script?.line ?? step.line
  const environment = { ...pipeline.environment, ...job.environment, ...step.environment }
  return [...text.matchAll(/\$\{\{(.*?)\}\}/gs)].flatMap((match) => {
    const expression = withEnvironment(match[1]!, environment).replace(HARMLESS, '')
    const line = first + text.slice(0, match.index).split('\n').length - 1
    return FIELDS.flatMap(([field, events]) => {
      const found = field.exec(expression)
      return found ? [{ field: found[0], events, line }] : []
    }).slice(0, 1)
  })
}

/** `env.NAME` inside an expression is pasted like everything else. */
function withEnvironment(expression: string, environment: Record<string, string>): string {
  return expression.replace(/\benv\.(\w+)/g, (written, name: string) => environment[name] ?? written)
}

function describe({ field, events, line }: Injection, job: PipelineJob, pipeline: Pipeline): FindingDraft {
  const carrying = pipeline.triggers.filter((trigger) => events.test(trigger))
  const power = powerOf(job, pipeline)
  const isCritical =
    carrying.some(isPrivilegedEvent) && (power === 'secrets' || power === 'write') && !isGuarded(job, pipeline)
  return {
    message: `whoever writes ${field} writes a part of this script`,
    evidence: [
      settingAt(
        pipeline.path,
        line,
        field,
        pipeline.triggers.length > 0 ? `on ${pipeline.triggers.join(', ')}` : undefined,
      ),
    ],
    severity: isCritical ? 'critical' : 'warning',
  }
}

function workflow(text: string): Record<string, string> {
  return project('', { 'server.js': '', '.github/workflows/main.yml': text })
}
