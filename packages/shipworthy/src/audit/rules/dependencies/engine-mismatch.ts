import { serviceImages } from '../../derive/containers/node-images.ts'
import { allowsMajor, nodeRanges, type NodeRange } from '../../derive/containers/node-range.ts'
import { versionOfFile, versionOfImage } from '../../derive/containers/node-versions.ts'
import { settingAt } from '../../derive/evidence.ts'
import type { PackagesView } from '../../derive/packages-view.ts'
import { runsOnChange } from '../../derive/pipelines/pipelines.ts'
import { testedNodeVersions, type PipelineNodeVersion } from '../../derive/pipelines/pipeline-node-versions.ts'
import type { Evidence } from '../../model/outcome.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, type FindingDraft } from '../rule.ts'

interface Stated {
  major: number
  /** How a sentence goes on: `the image ships`. */
  claim: string
  evidence: Evidence
}

export default defineRule({
  id: 'dependencies/engine-mismatch',
  catalogue: 'SC07',
  title: 'Files disagree on the version of Node.js',
  severity: 'warning',
  confidence: 'proven',
  needs: ['containers', 'repository', 'packages'],
  why: 'What was tested is not what runs: an API that the other version lacks, another OpenSSL or another npm shows up in production first. Package managers also refuse, or only warn of, an engine that does not fit.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Name one version everywhere, and let CI read it from the file.',
      code: '# .nvmrc\n24\n\n# package.json\n"engines": { "node": ">=24" }\n\n# workflow\n- uses: actions/setup-node@v6\n  with: { node-version-file: .nvmrc }\n\n# Dockerfile\nFROM node:24-slim',
    },
  ],
  references: [
    {
      title: 'npm: engines',
      url: 'https://docs.npmjs.com/cli/v11/configuring-npm/package-json#engines',
    },
    {
      title: 'actions/setup-node: node-version-file',
      url: 'https://github.com/actions/setup-node/blob/main/docs/advanced-usage.md#node-version-file',
    },
  ],
  falsePositives: [
    'Ranges that overlap.',
    'A test matrix that has the version among others.',
    'Aliases such as lts/*, which follow the releases.',
  ],
  examples: [
    {
      name: 'one version everywhere',
      outcome: 'pass',
      files: files({ engines: '>=24', nvmrc: '24', docker: '24-slim', ci: '24' }),
    },
    { name: 'ranges that overlap', outcome: 'pass', files: files({ engines: '^22 || ^24', docker: '24-slim' }) },
    {
      name: 'a matrix that has it among others',
      outcome: 'pass',
      files: files({ docker: '24-slim', ci: '${{ matrix.node }}' }),
    },
    { name: 'an alias in .nvmrc', outcome: 'pass', files: files({ engines: '>=22', nvmrc: 'lts/*', docker: '24' }) },
    {
      name: 'the image ships what engines refuse',
      outcome: 'fail',
      line: 1,
      says: 'ships Node 20',
      files: files({ engines: '>=22', docker: '20-alpine' }),
    },
    {
      name: 'tested on another version',
      outcome: 'fail',
      says: 'tested on',
      files: files({ docker: '24-slim', ci: '20.x' }),
    },
    {
      name: '.nvmrc and the image differ',
      outcome: 'fail',
      says: '.nvmrc',
      files: files({ nvmrc: 'v20.11.0', docker: '24-slim' }),
    },
    {
      name: '.nvmrc and engines differ',
      outcome: 'fail',
      files: files({ engines: '22.x', nvmrc: '20' }),
    },
    { name: 'only one file names a version', outcome: 'not-applicable', files: files({ engines: '>=22' }) },
    {
      name: 'a package.json that cannot be read',
      outcome: 'unknown',
      files: { ...files({ nvmrc: '24', docker: '24' }), 'apps/a/package.json': '{ "name": ' },
    },
  ],
  evaluate({ containers, repository, packages }) {
    const engines = enginesOf(packages)
    const images = serviceImages(containers).flatMap((image): Stated[] => {
      const { major, evidence, isShipped } = versionOfImage(image)
      return typeof major === 'number' && isShipped ? [{ major, claim: 'the image ships', evidence }] : []
    })
    const named = versionOfFile(repository)
    const file: Stated[] =
      typeof named?.major === 'number'
        ? [{ major: named.major, claim: `${named.evidence.file} asks for`, evidence: named.evidence }]
        : []
    const context = {
      manifests: [...packages.manifests, ...repository.outerPackages],
      script: containers.script,
    }
    const tested = testedNodeVersions(repository.pipelines.filter(runsOnChange), context)
    const hasTested = tested.length > 0 && tested.every(({ major }) => major !== 'open')
    const count = [engines ? 1 : 0, images.length > 0 ? 1 : 0, file.length, hasTested ? 1 : 0].filter(Boolean).length
    if (count < 2) return notApplicable('fewer than two files name a version of Node.js')
    const findings = [
      ...(engines ? [...images, ...file].flatMap((stated) => againstEngines(stated, engines)) : []),
      ...images.flatMap((image) => againstFile(image, file[0])),
      ...(hasTested ? (images.length > 0 ? images : file).flatMap((stated) => againstTests(stated, tested)) : []),
    ]
    if (findings.length > 0) return fail(findings)
    return pass([...images, ...file, ...(engines ? [engines] : [])].map(({ evidence }) => evidence))
  },
})

interface Engines {
  ranges: NodeRange[]
  text: string
  evidence: Evidence
}

function enginesOf({ root }: PackagesView): Engines | undefined {
  const ranges = root?.engines && nodeRanges(root.engines.value)
  if (!ranges) return undefined
  const { value, line } = root.engines!
  return { ranges, text: value, evidence: settingAt(root.path, line, `"node": "${value}"`) }
}

function againstEngines({ major, claim, evidence }: Stated, engines: Engines): FindingDraft[] {
  if (allowsMajor(engines.ranges, major)) return []
  return [
    {
      message: `${claim} Node ${major}, and engines allow ${engines.text} only`,
      evidence: [evidence, engines.evidence],
    },
  ]
}

function againstFile(image: Stated, file: Stated | undefined): FindingDraft[] {
  if (!file || file.major === image.major) return []
  return [
    {
      message: `the image ships Node ${image.major}, and ${file.claim} Node ${file.major}`,
      evidence: [image.evidence, file.evidence],
    },
  ]
}

function againstTests({ major, claim, evidence }: Stated, tested: readonly PipelineNodeVersion[]): FindingDraft[] {
  if (tested.some((version) => version.major === major)) return []
  const majors = [...new Set(tested.map((version) => version.major))].join(', ')
  return [
    {
      message: `${claim} Node ${major}, and the code is tested on Node ${majors}`,
      evidence: [evidence, tested[0]!.evidence],
    },
  ]
}

interface Stating {
  engines?: string
  nvmrc?: string
  docker?: string
  ci?: string
}

function files({ engines, nvmrc, docker, ci }: Stating): Record<string, string> {
  const manifest = {
    private: true,
    scripts: { start: 'node server.js', test: 'node --test' },
    ...(engines && { engines: { node: engines } }),
  }
  return {
    ...project('', { 'server.js': '' }),
    'package.json': JSON.stringify(manifest),
    ...(nvmrc && { '.nvmrc': `${nvmrc}\n` }),
    ...(docker && { Dockerfile: `FROM node:${docker}\nCOPY . .\nCMD ["node", "server.js"]\n` }),
    ...(ci && {
      '.github/workflows/ci.yml': `on: push\njobs:\n  test:\n    strategy: { matrix: { node: [22, 24] } }\n    steps:\n      - uses: actions/setup-node@v6\n        with: { node-version: "${ci}" }\n      - run: npm test\n`,
    }),
  }
}
