import { serviceImages } from '../../derive/containers/node-images.ts'
import { absence, settingAt } from '../../derive/evidence.ts'
import { runsOnChange } from '../../derive/pipelines/pipelines.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

/** CI services whose files are not read: that there is one is all that can be said. */
const OTHER_SERVICES =
  /(^|\/)(\.cirrus\.(ya?ml|star)|\.teamcity\/.+|\.tekton\/.+|codefresh\.ya?ml|\.codefresh\/.+|bitrise\.ya?ml|wercker\.ya?ml|shippable\.ya?ml|\.drone\.(jsonnet|star)|\.build\.ya?ml|\.builds\/.+\.ya?ml|\.harness\/.+|\.buildkite\/.+|Earthfile|dagger\.json|\.sourcecraft\/.+|\.onedev-buildspec\.yml|\.cds\/.+|heroku\.yml|\.prow\.yaml|zuul\.yaml|\.zuul\.(d\/.+|yaml)|concourse[\w-]*\.ya?ml|\.space\.kts|codemagic\.yaml|screwdriver\.yaml|\.vsts-ci\.yml)$/
const SERVER = "require('express')().listen(3000)\n"

export default defineRule({
  id: 'ci/none',
  catalogue: 'CI01',
  title: 'No CI pipeline',
  severity: 'warning',
  confidence: 'structural',
  needs: ['repository', 'containers', 'service', 'files'],
  why: 'Whether a commit builds, passes its tests and can be deployed depends on what somebody remembers to run on a laptop. What works there fails in production.',
  remedies: [
    {
      for: 'github',
      effort: 'S',
      text: 'Install, build and test on every pull request.',
      code: 'on: [push, pull_request]\njobs:\n  check:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v6\n      - uses: actions/setup-node@v6\n        with: { node-version: 24, cache: npm }\n      - run: npm ci\n      - run: npm run build --if-present\n      - run: npm test',
    },
  ],
  references: [
    { title: 'DORA: continuous integration', url: 'https://dora.dev/capabilities/continuous-integration/' },
    {
      title: 'GitHub: building and testing Node.js',
      url: 'https://docs.github.com/en/actions/tutorials/build-and-test-code/nodejs',
    },
  ],
  falsePositives: [
    'GitLab, CircleCI, Jenkins, Azure, Buildkite and other services.',
    'A folder of a larger repository whose pipeline lies above it.',
    'A folder that is no git checkout: its pipeline may lie where it came from.',
  ],
  examples: [
    {
      name: 'a GitHub workflow',
      outcome: 'pass',
      files: project('express@5', {
        'server.js': SERVER,
        '.github/workflows/ci.yml': 'on: push\njobs:\n  ci:\n    steps:\n      - run: npm test\n',
      }),
    },
    {
      name: 'a workflow of the repository around',
      outcome: 'pass',
      files: project('express@5', {
        'server.js': SERVER,
        '../../.github/workflows/ci.yml': 'on: push\njobs:\n  ci:\n    steps:\n      - run: npm test\n',
      }),
    },
    {
      name: 'GitLab',
      outcome: 'pass',
      files: project('express@5', { 'server.js': SERVER, '.gitlab-ci.yml': 'test:\n  script: npm test\n' }),
    },
    {
      name: 'a service whose files are not read',
      outcome: 'pass',
      files: project('express@5', { 'server.js': SERVER, '.cirrus.yml': 'task:\n  script: npm test\n' }),
    },
    {
      name: 'none',
      outcome: 'fail',
      line: 1,
      says: 'no pipeline',
      files: project('express@5', { 'server.js': SERVER }),
    },
    {
      name: 'a workflow that only tidies up issues',
      outcome: 'fail',
      says: 'schedule',
      files: project('express@5', {
        'server.js': SERVER,
        '.github/workflows/stale.yml':
          'on:\n  schedule: [{ cron: "0 0 * * *" }]\njobs:\n  stale:\n    steps:\n      - uses: actions/stale@v10\n',
      }),
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
      name: 'a pipeline that cannot be read',
      outcome: 'unknown',
      files: project('express@5', { 'server.js': SERVER, '.github/workflows/ci.yml': 'on: [push\njobs: {\n' }),
    },
  ],
  evaluate({ repository, containers, service, files }) {
    if (service.isService === false && serviceImages(containers).length === 0)
      return notApplicable(`not a service: ${service.reason}`)
    const pipelines = repository.pipelines.filter(({ isAction }) => !isAction)
    const running = pipelines.filter(runsOnChange)
    if (running.length > 0) return pass(settingAt(running[0]!.path, 1, undefined, running[0]!.provider))
    const [other] = files.matching(OTHER_SERVICES)
    if (other) return pass(settingAt(other, 1))
    const [unreadable] = repository.unreadablePipelines
    if (unreadable) return unknown(`${unreadable.path} could not be read (${unreadable.reason})`)
    if (!files.git) return unknown('the folder is no git checkout; its pipeline may lie where it came from')
    const anchor = settingAt(pipelines[0]?.path ?? 'package.json', 1)
    const events = [...new Set(pipelines.flatMap(({ triggers }) => triggers))]
    const message =
      events.length > 0
        ? `the pipelines run on ${events.join(', ')} only: nothing looks at a change of the code`
        : 'no pipeline looks at a change before it is deployed'
    return fail([{ message, evidence: [absence(`${files.paths.length} files looked through`, anchor)] }])
  },
})
