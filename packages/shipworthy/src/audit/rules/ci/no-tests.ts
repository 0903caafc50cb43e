import { absence, settingAt } from '../../derive/evidence.ts'
import { serviceImages } from '../../derive/containers/node-images.ts'
import { commandLines, runsOnChange } from '../../derive/pipelines/pipelines.ts'
import type { PackagesView } from '../../derive/packages-view.ts'
import { testUse, type TestContext } from '../../derive/pipelines/test-commands.ts'
import type { Pipeline } from '../../facts/pipelines.ts'
import type { Evidence } from '../../model/outcome.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown, type FindingDraft } from '../rule.ts'

const TEST_ACTIONS = /^(cypress-io\/github-action|ArtiomTr\/jest-coverage-report-action|mattallty\/jest-github-action)@/
/** Actions whose command stands in their inputs, and reusable workflows of other repositories that sound like tests. */
const OPEN_USES =
  /^(nick-(fields|invision)\/retry|Wandalen\/wretry\.action|GabrielBB\/xvfb-action|coactions\/setup-xvfb)|^(?!\.\/).*\.github\/workflows\/[^@]*(test|ci\b|build|verify|check|e2e)/i
const SERVER = "require('express')().listen(3000)\n"

export default defineRule({
  id: 'ci/no-tests',
  catalogue: 'CI02',
  title: 'No pipeline runs the tests',
  severity: 'warning',
  confidence: 'structural',
  needs: ['repository', 'packages', 'containers', 'service'],
  why: 'Tests that nobody has to run are not run before the commit that matters. The first to notice a broken change are the users.',
  remedies: [
    {
      for: 'github',
      effort: 'S',
      text: 'Run them on every pull request, and require the check in the branch protection.',
      code: 'on: [push, pull_request]\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v6\n      - uses: actions/setup-node@v6\n        with: { node-version: 24, cache: npm }\n      - run: npm ci\n      - run: npm test',
    },
    {
      for: 'any',
      effort: 'M',
      text: 'Where there are no tests, begin with one that starts the service and asks its most important route.',
    },
  ],
  references: [
    {
      title: 'OpenSSF Scorecard: CI tests',
      url: 'https://github.com/ossf/scorecard/blob/main/docs/checks.md#ci-tests',
    },
    {
      title: 'GitHub: building and testing Node.js',
      url: 'https://docs.github.com/en/actions/tutorials/build-and-test-code/nodejs',
    },
  ],
  falsePositives: [
    'Tests behind another script, Turborepo, Nx, docker compose, or a reusable workflow.',
    'The placeholder that npm init writes is not a test.',
  ],
  examples: [
    { name: 'npm test on every push', outcome: 'pass', files: withCi('npm test', '"test":"vitest run"') },
    {
      name: 'tests behind a script of another name',
      outcome: 'pass',
      files: withCi('npm run verify', '"verify":"eslint . && npm run -s check","check":"c8 mocha"'),
    },
    { name: 'Turborepo', outcome: 'pass', files: withCi('pnpm turbo run lint test', '"test":"jest"') },
    { name: 'Nx', outcome: 'pass', files: withCi('npx nx affected -t lint test', '"lint":"eslint ."') },
    {
      name: 'docker compose, where a container decides',
      outcome: 'pass',
      files: withCi('docker compose -f compose.test.yml up --exit-code-from api', '"test":"jest"'),
    },
    {
      name: 'a workflow that others call',
      outcome: 'pass',
      files: {
        ...withCi('npm run lint', '"test":"node --test"'),
        '.github/workflows/tests.yml': 'on: workflow_call\njobs:\n  test:\n    steps:\n      - run: npm test\n',
      },
    },
    {
      name: 'Travis, which runs npm test by itself',
      outcome: 'pass',
      files: { ...withCi('npm run lint', '"test":"jest"'), '.travis.yml': 'language: node_js\n' },
    },
    {
      name: 'GitLab, with a local include and a job that extends another',
      outcome: 'pass',
      line: 3,
      files: {
        ...withoutCi('"test":"vitest run"'),
        '.gitlab-ci.yml': 'include: ci/base.yml\n\nunit:\n  extends: .test\n',
        'ci/base.yml': '.test:\n  script:\n    - npm test\n',
      },
    },
    {
      name: 'CircleCI, with the job of the Node orb',
      outcome: 'pass',
      says: 'npm run test',
      files: {
        ...withoutCi('"test":"vitest run"'),
        '.circleci/config.yml':
          'version: 2.1\norbs:\n  node: circleci/node@7\nworkflows:\n  main:\n    jobs:\n      - node/test\n',
      },
    },
    {
      name: 'GitLab, with tests in a job that nothing extends',
      outcome: 'fail',
      says: 'never run',
      files: {
        ...withoutCi('"test":"jest"'),
        '.gitlab-ci.yml': '.test:\n  script: npm test\nlint:\n  script: npx eslint .\n',
      },
    },
    {
      name: 'GitLab, with tests on a schedule only',
      outcome: 'fail',
      says: 'schedule',
      files: {
        ...withoutCi('"test":"jest"'),
        '.gitlab-ci.yml': 'test:\n  script: npm test\n  rules:\n    - if: $CI_PIPELINE_SOURCE == "schedule"\n',
      },
    },
    {
      name: 'GitLab, with a template of another project',
      outcome: 'unknown',
      says: '.gitlab-ci.yml',
      files: {
        ...withoutCi('"test":"jest"'),
        '.gitlab-ci.yml': 'include:\n  - project: acme/pipelines\n    file: /node.yml\n',
      },
    },
    {
      name: 'CircleCI, with the orb of a company',
      outcome: 'unknown',
      files: {
        ...withoutCi('"test":"jest"'),
        '.circleci/config.yml':
          'version: 2.1\norbs:\n  acme: acme/service@1\nworkflows:\n  main:\n    jobs:\n      - acme/verify\n',
      },
    },
    {
      name: 'a pipeline that only lints',
      outcome: 'fail',
      says: 'never run',
      files: withCi('npm run lint', '"test":"jest","lint":"eslint ."'),
    },
    {
      name: 'the placeholder of npm init',
      outcome: 'fail',
      files: withCi('npm test', '"test":"echo \\"Error: no test specified\\" && exit 1"'),
    },
    {
      name: 'tests by the clock only',
      outcome: 'fail',
      says: 'schedule',
      line: 5,
      files: withCi('npm test', '"test":"jest"', 'schedule'),
    },
    {
      name: 'no pipeline',
      outcome: 'fail',
      says: 'no CI pipeline',
      files: project('express@5', { 'server.js': SERVER }),
    },
    {
      name: 'a library',
      outcome: 'not-applicable',
      files: {
        'package.json': '{"name":"left-pad","main":"index.js"}',
        'index.js': 'module.exports = (text) => text\n',
      },
    },
    {
      name: 'Jenkins with a shared library',
      outcome: 'unknown',
      says: 'Jenkinsfile',
      files: project('express@5', {
        'server.js': SERVER,
        Jenkinsfile: "@Library('platform') _\nnodeServicePipeline()\n",
      }),
    },
    {
      name: 'a reusable workflow of another repository',
      outcome: 'unknown',
      files: project('express@5', {
        'server.js': SERVER,
        '.github/workflows/ci.yml':
          'on: push\njobs:\n  ci:\n    uses: acme/workflows/.github/workflows/node-ci.yml@main\n',
      }),
    },
  ],
  evaluate({ repository, packages, containers, service }) {
    if (service.isService === false && serviceImages(containers).length === 0)
      return notApplicable(`not a service: ${service.reason}`)
    const { pipelines, outerPackages, unreadablePipelines } = repository
    const context = { manifests: [...packages.manifests, ...outerPackages], script: containers.script }
    const seen = pipelines.map((pipeline) => ({ pipeline, ...lookAt(pipeline, context) }))
    const onChange = seen.filter(({ pipeline }) => runsOnChange(pipeline))
    const tests = onChange.flatMap((look) => look.tests ?? [])
    if (tests.length > 0) return pass(tests)
    const open = onChange.flatMap((look) => look.open ?? [])[0]
    if (open) return unknown(`what ${open.file} runs could not be followed`, [open])
    const [unreadable] = unreadablePipelines
    if (unreadable) return unknown(`${unreadable.path} could not be read (${unreadable.reason})`)
    const late = seen.find((look) => look.tests)
    return fail([late ? describeLate(late.pipeline, late.tests!) : describe(pipelines, packages)])
  },
})

interface Look {
  tests?: Evidence
  open?: Evidence
}

/** The first place where a pipeline runs tests, or else where it may. */
function lookAt(pipeline: Pipeline, context: TestContext): Look {
  const lines = commandLines(pipeline).map(({ text, line, file }) => ({
    use: testUse(text, context),
    evidence: settingAt(file, line, text),
  }))
  const actions = pipeline.uses.map(({ name, line }) => ({
    use: TEST_ACTIONS.test(name) ? 'tests' : OPEN_USES.test(name) ? 'open' : 'none',
    evidence: settingAt(pipeline.path, line, name),
  }))
  const all = [...lines, ...actions]
  const tests = all.find(({ use }) => use === 'tests')?.evidence
  const open = all.find(({ use }) => use === 'open')?.evidence ?? hiddenParts(pipeline)
  return { ...(tests && { tests }), ...(open && { open }) }
}

/** Remote includes, orbs, plugins and shared libraries are not read. */
function hiddenParts({ path, hidden: [first] }: Pipeline): Evidence | undefined {
  return first && settingAt(path, first.line, first.text)
}

function describeLate({ triggers }: Pipeline, evidence: Evidence): FindingDraft {
  return { message: `the tests run on ${triggers.join(', ')} only, not when the code changes`, evidence: [evidence] }
}

function describe(pipelines: readonly Pipeline[], { manifests }: PackagesView): FindingDraft {
  const owner = manifests.find(({ scripts }) => scripts.test && !/no test specified/.test(scripts.test.value))
  const script = owner?.scripts.test
  const [first] = pipelines
  const anchor = script
    ? settingAt(owner.path, script.line, `"test": "${script.value}"`)
    : settingAt(first?.path ?? manifests[0]?.path ?? 'package.json', 1)
  if (!first) {
    const message = 'no CI pipeline runs anything: a broken commit is noticed in production'
    return { message, evidence: [absence('no pipeline of any known CI service', anchor)] }
  }
  const message = script
    ? 'the pipelines never run the tests that package.json has'
    : 'no pipeline runs a test, and package.json has no test script'
  return {
    message,
    evidence: [absence(`no test command in ${new Set(pipelines.map(({ path }) => path)).size} pipeline files`, anchor)],
  }
}

function withoutCi(scripts: string): Record<string, string> {
  return {
    'package.json': `{"private":true,"scripts":{"start":"node server.js",${scripts}},"dependencies":{"express":"^5.0.0"}}`,
    'server.js': SERVER,
  }
}

function withCi(command: string, scripts: string, event = 'push'): Record<string, string> {
  return {
    ...withoutCi(scripts),
    '.github/workflows/ci.yml': `on: ${event}\njobs:\n  ci:\n    steps:\n      - run: ${command}\n`,
  }
}
