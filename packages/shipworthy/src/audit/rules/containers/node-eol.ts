import { nodeMajorOf } from '../../derive/base-images.ts'
import type { ImageView } from '../../derive/containers-view.ts'
import { dockerLine } from '../../derive/docker-stages.ts'
import { settingAt } from '../../derive/evidence.ts'
import { serviceImages } from '../../derive/node-images.ts'
import { majorOfVersionFile, newestMajorAllowed, nodeSupport } from '../../derive/node-releases.ts'
import type { PackagesView } from '../../derive/packages-view.ts'
import type { RepositoryView } from '../../derive/repository-view.ts'
import type { Evidence } from '../../model/outcome.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown, type Verdict } from '../rule.ts'

/** From then on a year of security fixes is missing. */
const CRITICAL_MONTHS = 12
const LISTENS = "require('express')().listen(3000)\n"

export default defineRule({
  id: 'containers/node-eol',
  catalogue: 'CT06',
  title: 'Node.js version without security fixes',
  severity: 'warning',
  confidence: 'proven',
  needs: ['containers', 'repository', 'packages', 'service'],
  why: 'Holes in Node.js, OpenSSL and the HTTP parser are no longer closed in this version, while the reports that describe them are public.',
  remedies: [
    {
      for: 'docker',
      effort: 'M',
      text: 'Move to a version with long-term support and run the tests on it.',
      code: 'FROM node:24-slim',
    },
    {
      for: 'any',
      effort: 'M',
      text: 'Without a Dockerfile, raise the version that the platform reads.',
      code: '"engines": { "node": "24.x" }',
    },
  ],
  references: [
    { title: 'Node.js release schedule', url: 'https://nodejs.org/en/about/previous-releases' },
    { title: 'Node.js end-of-life releases', url: 'https://nodejs.org/en/about/eol' },
  ],
  falsePositives: [
    'Only a build stage uses the old version.',
    'An open range such as `>=18` in `engines`, which also allows supported versions.',
    'Tags that follow the newest release: those are containers/latest-tag.',
  ],
  examples: [
    {
      name: 'a supported version',
      outcome: 'pass',
      files: project('', { 'server.js': '', Dockerfile: 'FROM node:26-alpine\nCOPY . .\nCMD ["node", "server.js"]\n' }),
    },
    {
      name: 'a version that ended years ago',
      outcome: 'fail',
      line: 1,
      severity: 'critical',
      says: 'Node 14',
      files: project('', { 'server.js': '', Dockerfile: 'FROM node:14-alpine\nCOPY . .\nCMD ["node", "server.js"]\n' }),
    },
    {
      name: 'the codename of an old LTS line',
      outcome: 'fail',
      says: 'Node 16',
      files: project('', {
        'server.js': '',
        Dockerfile: 'FROM node:gallium-slim\nCOPY . .\nCMD ["node", "server.js"]\n',
      }),
    },
    {
      name: 'an old version in the build stage only',
      outcome: 'pass',
      files: project('', {
        'server.js': '',
        Dockerfile:
          'FROM node:12 AS build\nCOPY . .\nFROM node:26-slim\nCOPY --from=build /app .\nCMD ["node", "server.js"]\n',
      }),
    },
    {
      name: 'no Dockerfile, and engines ask for an old version',
      outcome: 'fail',
      severity: 'warning',
      says: 'engines',
      files: service('"engines":{"node":"14.x"}'),
    },
    {
      name: 'an open range allows supported versions; .nvmrc says which',
      outcome: 'pass',
      files: { ...service('"engines":{"node":">=14"}'), '.nvmrc': 'lts/*\n' },
    },
    {
      name: 'a library',
      outcome: 'not-applicable',
      files: {
        'package.json': '{"name":"left-pad","main":"index.js","engines":{"node":"^14"}}',
        'index.js': 'module.exports = (text) => text\n',
      },
    },
    {
      name: 'a base image that does not say which Node it holds',
      outcome: 'unknown',
      files: project('', {
        'server.js': '',
        Dockerfile: `FROM node@sha256:${'a'.repeat(64)}\nCOPY . .\nCMD ["node", "server.js"]\n`,
      }),
    },
    {
      name: 'nothing states a version',
      outcome: 'unknown',
      files: service('"license":"MIT"'),
    },
  ],
  evaluate({ containers, repository, packages, service: view }) {
    const images = serviceImages(containers)
    if (images.length > 0)
      return judge(
        images.map((image) => statedBy(image)),
        images[0]!.path,
      )
    if (view.isService === false) return notApplicable(`not a service: ${view.reason}`)
    const stated = statedByPackages(packages) ?? statedByFile(repository)
    return stated ? judge([stated], '') : unknown('no Dockerfile, engines or .nvmrc says which version of Node runs')
  },
})

interface StatedVersion {
  major: number | 'moving' | undefined
  evidence: Evidence
  /** It is what runs, not a range or a hint. */
  isShipped: boolean
  name: string
}

function judge(stated: readonly StatedVersion[], path: string): Verdict {
  const judged = stated.map((version) => ({ ...version, support: supportOf(version.major) }))
  const good = judged.filter(({ major, support }) => major === 'moving' || (support && !support.isOver))
  const findings = judged.flatMap(({ major, support, isShipped, evidence, name }) =>
    support?.isOver
      ? [
          {
            message: `${name} Node ${major}, which has had no security fixes since ${support.end}`,
            evidence: [evidence],
            ...(isShipped && support.monthsOver >= CRITICAL_MONTHS && { severity: 'critical' as const }),
          },
        ]
      : [],
  )
  if (findings.length > 0) return fail(findings, good.length)
  const open = judged.find((version) => !good.includes(version))
  if (!open)
    return pass(
      good.map(({ evidence }) => evidence),
      good.length,
    )
  const reason =
    open.major === undefined
      ? `which version of Node ${path} ships is not known`
      : `Node ${open.major} is newer than this rule`
  return unknown(reason, [open.evidence])
}

function supportOf(major: StatedVersion['major']) {
  return typeof major === 'number' ? nodeSupport(major, new Date()) : undefined
}

/** From the base image, else from the package source that installs Node into it. */
function statedBy(image: ImageView): StatedVersion {
  const setup = image.all('RUN').findLast(({ text }) => /\b(setup|node)_\d+\.x/.test(text))
  const installed = setup && Number(/\b(?:setup|node)_(\d+)\.x/.exec(setup.text)![1])
  const line = setup ? setup.line : image.baseLine
  return {
    major: installed ?? nodeMajorOf(image.baseImage),
    evidence: dockerLine(image.dockerfile, line),
    isShipped: true,
    name: 'the image ships',
  }
}

function statedByPackages({ manifests }: PackagesView): StatedVersion | undefined {
  const byDepth = manifests.toSorted((a, b) => a.path.split('/').length - b.path.split('/').length)
  for (const { path, engines } of byDepth) {
    const major = engines && newestMajorAllowed(engines.value)
    if (major === undefined) continue
    const evidence = settingAt(path, engines!.line, `"node": "${engines!.value}"`)
    return { major, evidence, isShipped: false, name: 'engines allow nothing newer than' }
  }
  return undefined
}

function statedByFile({ nodeVersions }: RepositoryView): StatedVersion | undefined {
  const [file] = nodeVersions.toSorted((a, b) => a.path.split('/').length - b.path.split('/').length)
  if (!file) return undefined
  const evidence = settingAt(file.path, file.line, file.value)
  return { major: majorOfVersionFile(file.value), evidence, isShipped: false, name: `${file.path} asks for` }
}

/** A service whose package.json says this beside the usual. */
function service(setting: string): Record<string, string> {
  return {
    'package.json': `{"private":true,${setting},"scripts":{"start":"node server.js"},"dependencies":{"express":"^5.0.0"}}`,
    'server.js': LISTENS,
  }
}
