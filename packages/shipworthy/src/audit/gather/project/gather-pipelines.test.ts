import { describe, expect, it } from 'vitest'
import type { Pipeline } from '../../facts/pipelines.ts'
import { gatherPipelines } from './gather-pipelines.ts'
import { memoryReader } from './memory-reader.ts'

function pipelinesOf(files: Record<string, string>): Pipeline[] {
  const reader = memoryReader(files)
  return gatherPipelines({ reader, files: reader.files, unreadable: [] })
}

const commands = ({ commands: all }: Pipeline): string[] =>
  all.map(({ file = '', line, job, text }) => `${file}:${line} ${job}: ${text}`)

describe('gatherPipelines', () => {
  it('reads jobs, steps, permissions and inputs of GitHub workflows', () => {
    const [pipeline] = pipelinesOf({
      '.github/workflows/pr.yml': `on:
  pull_request_target:
    types: [labeled]
permissions:
  contents: read
jobs:
  check:
    if: github.repository == 'acme/api'
    permissions: write-all
    runs-on: ubuntu-latest
    strategy: { matrix: { node: [22, 24], include: [{ node: 26 }] } }
    steps:
      - uses: actions/checkout@v6
        with:
          ref: \${{ github.head_ref }}
      - name: test
        if: always()
        env: { TITLE: "\${{ github.event.pull_request.title }}" }
        shell: bash
        run: |
          npm ci
          npm test
  call:
    uses: ./.github/workflows/other.yml
    needs: check
`,
    })
    expect(pipeline).toMatchObject({
      triggers: ['pull_request_target'],
      triggerTypes: { pull_request_target: ['labeled'] },
      permissions: { contents: 'read' },
      uses: [{ name: 'actions/checkout@v6', line: 13 }, { name: './.github/workflows/other.yml' }],
      jobs: [
        {
          name: 'check',
          condition: "github.repository == 'acme/api'",
          permissions: 'write-all',
          matrix: { node: ['22', '24', '26'] },
          steps: [
            { line: 13, uses: 'actions/checkout@v6', inputs: { ref: { value: '${{ github.head_ref }}', line: 15 } } },
            {
              name: 'test',
              condition: 'always()',
              shell: 'bash',
              environment: { TITLE: '${{ github.event.pull_request.title }}' },
              run: 'npm ci\nnpm test\n',
              runLine: 21,
            },
          ],
        },
        { name: 'call', uses: './.github/workflows/other.yml', needs: ['check'] },
      ],
    })
    expect(commands(pipeline!)).toEqual([':21 check: npm ci', ':22 check: npm test'])
  })

  it('applies extends, default, anchors, !reference and local includes of GitLab', () => {
    const pipelines = pipelinesOf({
      '.gitlab-ci.yml': `include:
  - local: /ci/*.yml
  - template: Security/SAST.gitlab-ci.yml
  - remote: https://example.com/deploy.yml
default:
  image: node:24
  before_script: [npm ci]
.tests: &tests
  stage: test
  variables: { A: "1" }
unit:
  <<: *tests
  extends: .base
  script:
    - npm test
    - !reference [.report, script]
nightly:
  extends: .base
  rules:
    - if: $CI_PIPELINE_SOURCE == "schedule"
`,
      'ci/base.yml':
        ".base:\n  variables: { B: '2' }\n  before_script: []\n  script:\n    - npm run base\n.report:\n  script: npm run report\n",
    })
    expect(pipelines.map((pipeline) => [pipeline.triggers, commands(pipeline)])).toEqual([
      [[], [':15 unit: npm test', 'ci/base.yml:7 unit: npm run report']],
      [['schedule'], ['ci/base.yml:5 nightly: npm run base']],
    ])
    expect(pipelines[0]!.jobs[0]).toMatchObject({
      image: 'node:24',
      stage: 'test',
      environment: { A: '1', B: '2' },
    })
    expect(pipelines[0]!.hidden).toEqual([{ text: 'include: https://example.com/deploy.yml', line: 4 }])
  })

  it('ends where GitLab jobs extend or include each other in a circle', () => {
    const [pipeline] = pipelinesOf({
      '.gitlab-ci.yml': 'include: a.yml\na:\n  extends: b\n  script: !reference [a, script]\nb:\n  extends: a\n',
      'a.yml': 'include: .gitlab-ci.yml\n',
    })
    expect(pipeline!.jobs.map(({ name }) => name)).toEqual(['a', 'b'])
  })

  it('follows commands, parameters, executors and workflows of CircleCI', () => {
    const pipelines = pipelinesOf({
      '.circleci/config.yml': `version: 2.1
orbs:
  node: circleci/node@7
  acme: acme/deploy@1
executors:
  app: { docker: [{ image: "cimg/node:<< parameters.tag >>" }] }
commands:
  verify:
    parameters: { script: { type: string, default: test } }
    steps:
      - run: npm run << parameters.script >>
jobs:
  unit:
    parameters: { tag: { type: string, default: "24.0" } }
    executor: app
    steps:
      - checkout
      - node/install-packages
      - verify
      - verify: { script: lint }
      - acme/notify
  unused:
    steps: [{ run: npm run unused }]
workflows:
  main:
    jobs:
      - unit: { tag: "22.1" }
      - hold: { type: approval }
      - node/test: { requires: [hold] }
  nightly:
    triggers: [{ schedule: { cron: "0 0 * * *" } }]
    jobs: [unit]
`,
    })
    expect(pipelines.map((pipeline) => [pipeline.triggers, commands(pipeline)])).toEqual([
      [[], [':11 unit: npm run test', ':11 unit: npm run lint', ':29 node/test: npm run test']],
      [['schedule'], [':11 unit: npm run test', ':11 unit: npm run lint']],
    ])
    expect(pipelines[0]!.jobs[0]!.image).toBe('cimg/node:22.1')
    expect(pipelines[0]!.hidden).toEqual([{ text: 'acme/notify', line: 21 }])
  })
})
