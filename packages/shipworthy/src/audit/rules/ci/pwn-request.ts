import { settingAt } from '../../derive/evidence.ts'
import {
  followsPullRequests,
  foreignCheckout,
  runningStep,
  type ForeignCheckout,
} from '../../derive/pipelines/foreign-code.ts'
import { isGuarded, keepsStrangersOut, powerOf, type JobPower } from '../../derive/pipelines/job-power.ts'
import type { Pipeline, PipelineJob, PipelineStep } from '../../facts/pipelines.ts'
import type { Evidence } from '../../model/outcome.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown, type FindingDraft } from '../rule.ts'

/** Steps that ask who it is before they let the job go on. */
const ASKS = /permission|team-?member|is-?member|check-?(user|author|actor)|collaborator|author-?association|approv/i

const HOLDS: Record<JobPower, string> = {
  secrets: 'with secrets of the repository',
  write: 'with a token that may write',
  default: 'with the default token, which may be allowed to write',
  read: 'with a token that may only read',
}

export default defineRule({
  id: 'ci/pwn-request',
  catalogue: 'CI03',
  title: 'A workflow that runs strangers’ code with the repository’s rights',
  severity: 'critical',
  confidence: 'structural',
  needs: ['repository'],
  why: 'Whoever opens a pull request from a fork has their install script, test or build run with your secrets and token: they can publish your packages, push to your branches and deploy.',
  remedies: [
    {
      for: 'github',
      effort: 'M',
      text: 'Run the code on pull_request, which has no secrets, and hand the result to a second workflow as an artifact.',
      code: 'on: pull_request\npermissions:\n  contents: read',
    },
    {
      for: 'github',
      effort: 'S',
      text: 'Where the rights are needed, run only pull requests of the repository itself.',
      code: 'if: github.event.pull_request.head.repo.full_name == github.repository',
    },
  ],
  references: [
    {
      title: 'GitHub Security Lab: preventing pwn requests',
      url: 'https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/',
    },
    {
      title: 'OpenSSF Scorecard: dangerous workflow',
      url: 'https://github.com/ossf/scorecard/blob/main/docs/checks.md#dangerous-workflow',
    },
  ],
  falsePositives: [
    'Workflows that only label, comment or check the title.',
    'A checkout of the base branch, which is what pull_request_target has by default.',
    'A condition that lets only the repository’s own branches, named people or a label of a maintainer pass.',
    'A token that may only read, and no secrets.',
    'A workflow_run that follows pushes only.',
  ],
  examples: [
    {
      name: 'install and test of the head, with a secret',
      outcome: 'fail',
      severity: 'critical',
      line: 9,
      says: 'secrets',
      files: workflow(`on: pull_request_target
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v6
        with:
          ref: \${{ github.event.pull_request.head.sha }}
      - run: npm ci
        env:
          NPM_TOKEN: \${{ secrets.NPM_TOKEN }}
`),
    },
    {
      name: 'a local action of the head, with a token that may write',
      outcome: 'fail',
      severity: 'critical',
      says: 'may write',
      files: workflow(`on: pull_request_target
permissions:
  contents: write
jobs:
  test:
    steps:
      - uses: actions/checkout@v6
        with: { ref: "refs/pull/\${{ github.event.number }}/merge" }
      - uses: ./.github/actions/setup
`),
    },
    {
      name: 'workflow_run after a pull request',
      outcome: 'fail',
      severity: 'critical',
      files: {
        ...workflow(`on:
  workflow_run: { workflows: [CI], types: [completed] }
permissions: write-all
jobs:
  report:
    steps:
      - uses: actions/checkout@v6
        with: { ref: "\${{ github.event.workflow_run.head_sha }}" }
      - run: npm ci && npm run report
`),
        '.github/workflows/ci.yml': 'name: CI\non: pull_request\njobs:\n  a:\n    steps:\n      - run: npm test\n',
      },
    },
    {
      name: 'the default token',
      outcome: 'fail',
      severity: 'warning',
      files: workflow(`on: pull_request_target
jobs:
  test:
    steps:
      - run: gh pr checkout \${{ github.event.number }} && npm ci
`),
    },
    {
      name: 'only a label is given',
      outcome: 'pass',
      files: workflow(
        'on: pull_request_target\npermissions: { pull-requests: write }\njobs:\n  label:\n    steps:\n      - uses: actions/labeler@v6\n',
      ),
    },
    {
      name: 'the title is checked by code of the base branch',
      outcome: 'pass',
      files: workflow(
        'on: pull_request_target\njobs:\n  title:\n    steps:\n      - uses: actions/checkout@v6\n      - run: node .github/check-title.js\n',
      ),
    },
    {
      name: 'pull requests of the repository itself only',
      outcome: 'pass',
      files: workflow(`on: pull_request_target
permissions: write-all
jobs:
  test:
    if: github.event.pull_request.head.repo.full_name == github.repository
    steps:
      - uses: actions/checkout@v6
        with: { ref: "\${{ github.head_ref }}" }
      - run: npm ci
`),
    },
    {
      name: 'a label of a maintainer',
      outcome: 'pass',
      files: workflow(`on:
  pull_request_target: { types: [labeled] }
permissions: write-all
jobs:
  test:
    if: github.event.label.name == 'safe to test'
    steps:
      - uses: actions/checkout@v6
        with: { ref: "\${{ github.event.pull_request.head.sha }}" }
      - run: npm ci
`),
    },
    {
      name: 'a token that may only read',
      outcome: 'pass',
      files: workflow(`on: pull_request_target
permissions: { contents: read }
jobs:
  test:
    steps:
      - uses: actions/checkout@v6
        with: { ref: "\${{ github.event.pull_request.head.sha }}" }
      - run: npm ci
`),
    },
    {
      name: 'the head is read, not run',
      outcome: 'pass',
      files: workflow(`on: pull_request_target
permissions: write-all
jobs:
  size:
    steps:
      - uses: actions/checkout@v6
        with: { ref: "\${{ github.event.pull_request.head.sha }}" }
      - run: npm ci --ignore-scripts
      - run: du -sh . >> "$GITHUB_STEP_SUMMARY"
`),
    },
    {
      name: 'workflow_run after pushes only',
      outcome: 'pass',
      files: {
        ...workflow(`on:
  workflow_run: { workflows: [CI] }
jobs:
  deploy:
    steps:
      - uses: actions/checkout@v6
        with: { ref: "\${{ github.event.workflow_run.head_sha }}" }
      - run: npm ci
        env: { TOKEN: "\${{ secrets.TOKEN }}" }
`),
        '.github/workflows/ci.yml': 'name: CI\non: push\njobs:\n  a:\n    steps:\n      - run: npm test\n',
      },
    },
    {
      name: 'no such event',
      outcome: 'not-applicable',
      files: workflow('on: pull_request\njobs:\n  test:\n    steps:\n      - run: npm ci\n'),
    },
    {
      name: 'a step asks who it is',
      outcome: 'unknown',
      says: 'asks who',
      files: workflow(`on: pull_request_target
jobs:
  test:
    steps:
      - uses: acme/check-user-permission@v2
      - uses: actions/checkout@v6
        with: { ref: "\${{ github.event.pull_request.head.sha }}" }
      - run: npm ci
        env: { TOKEN: "\${{ secrets.TOKEN }}" }
`),
    },
    {
      name: 'a ref that is computed elsewhere',
      outcome: 'unknown',
      files: workflow(`on: pull_request_target
permissions: write-all
jobs:
  test:
    steps:
      - id: pr
        run: ./find-ref.sh
      - uses: actions/checkout@v6
        with: { ref: "\${{ steps.pr.outputs.ref }}" }
      - run: npm ci
`),
    },
  ],
  evaluate({ repository: { pipelines, unreadablePipelines } }) {
    const [unreadable] = unreadablePipelines
    const exposed = pipelines.filter((pipeline) => isExposed(pipeline, pipelines))
    const anchor = pipelines.find(({ triggers }) => triggers.some(isEvent))
    if (!anchor && !unreadable) return notApplicable('no workflow runs on pull_request_target or workflow_run')
    const cases = exposed.flatMap((pipeline) => pipeline.jobs.flatMap((job) => caseOf(pipeline, job) ?? []))
    const proven = cases.filter(({ doubt }) => doubt === undefined)
    if (proven.length > 0) return fail(proven.map(({ finding }) => finding))
    const [open] = cases
    if (open) return unknown(open.doubt!, open.finding.evidence)
    if (!anchor || unreadable) return unknown(`${unreadable!.path} could not be read (${unreadable!.reason})`)
    return pass(settingAt(anchor.path, 1, undefined, `on ${anchor.triggers.filter(isEvent).join(', ')}`))
  },
})

function isEvent(trigger: string): boolean {
  return trigger === 'pull_request_target' || trigger === 'workflow_run'
}

/** A stranger can start it: not when only a maintainer’s label does, or only pushes. */
function isExposed(pipeline: Pipeline, pipelines: readonly Pipeline[]): boolean {
  const { triggers, triggerTypes, provider } = pipeline
  if (provider !== 'github') return false
  const types = triggerTypes['pull_request_target']
  const onRequest = triggers.includes('pull_request_target') && !types?.every((type) => /^(un)?labeled$/.test(type))
  return onRequest || (triggers.includes('workflow_run') && followsPullRequests(pipeline, pipelines) !== false)
}

interface Case {
  finding: FindingDraft
  doubt?: string
}

function caseOf(pipeline: Pipeline, job: PipelineJob): Case | undefined {
  const checkout = foreignCheckout(job)
  if (!checkout || isGuarded(job, pipeline) || keepsStrangersOut(checkout.step.condition)) return undefined
  const running = runningStep(job, checkout)
  const power = powerOf(job, pipeline)
  if (!running || keepsStrangersOut(running.condition) || power === 'read') return undefined
  const finding: FindingDraft = {
    message: `the job ${job.name} runs code of the pull request ${HOLDS[power]}`,
    evidence: [stepAt(pipeline, running), stepAt(pipeline, checkout.step, 'checks out the pull request')],
    ...(power === 'default' && { severity: 'warning' }),
  }
  const doubt = doubtOf(job, checkout, pipeline)
  return { finding, ...(doubt !== undefined && { doubt }) }
}

function doubtOf(job: PipelineJob, checkout: ForeignCheckout, { path, jobs, triggers }: Pipeline): string | undefined {
  const before = [
    ...job.steps.slice(0, checkout.index),
    ...jobs.filter(({ name }) => job.needs.includes(name)).flatMap(({ steps }) => steps),
  ]
  const asking = before.some(({ uses = '', run = '', name = '' }) => ASKS.test(`${uses} ${run} ${name}`))
  if (asking) return `a step of ${path} asks who it is before it checks out the pull request`
  if (job.deploysTo !== undefined) return `the environment ${job.deploysTo} may hold the job of ${path} back`
  if (checkout.certainty === 'open') return `what ${path} checks out is computed elsewhere`
  if (!triggers.includes('pull_request_target') && job.condition !== undefined && /event/.test(job.condition))
    return `a condition of ${path} looks at the event`
  return undefined
}

function stepAt({ path }: Pipeline, { line, runLine, run, uses }: PipelineStep, note?: string): Evidence {
  const text = uses ?? run?.trim().split('\n')[0]
  return settingAt(path, uses === undefined ? (runLine ?? line) : line, text, note)
}

function workflow(text: string): Record<string, string> {
  return project('', { 'server.js': '', '.github/workflows/pr.yml': text })
}
