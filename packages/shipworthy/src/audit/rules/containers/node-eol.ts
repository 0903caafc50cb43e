import { parseImage } from '../../derive/containers/base-images.ts'
import { serviceImages } from '../../derive/containers/node-images.ts'
import { nodeSupport, type NodeSupport } from '../../derive/containers/node-releases.ts'
import {
  lowerEndOfEngines,
  upperEndOfEngines,
  versionOfFile,
  versionOfImage,
  type StatedVersion,
} from '../../derive/containers/node-versions.ts'
import type { PackagesView } from '../../derive/packages-view.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown, type FindingDraft, type Verdict } from '../rule.ts'

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
      name: 'a tag that follows the newest LTS',
      outcome: 'pass',
      files: project('', { 'server.js': '', Dockerfile: 'FROM node:lts-slim\nCOPY . .\nCMD ["node", "server.js"]\n' }),
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
      name: 'an open range that begins with a supported version',
      outcome: 'pass',
      files: service('"engines":{"node":">=26"}'),
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
      name: 'an open range that begins long ago',
      outcome: 'unknown',
      files: service('"engines":{"node":">=14"}'),
    },
    {
      name: 'nothing states a version',
      outcome: 'unknown',
      files: service('"license":"MIT"'),
    },
  ],
  evaluate({ containers, repository, packages, service: view }) {
    const images = serviceImages(containers)
    const onNode = images.filter(({ baseImage }) => parseImage(baseImage)?.repository !== 'oven/bun')
    if (images.length > 0 && onNode.length === 0) return notApplicable('the images run Bun, not Node')
    if (images.length > 0) return judge(onNode.map(versionOfImage))
    if (view.isService === false) return notApplicable(`not a service: ${view.reason}`)
    const stated = upperEndOfEngines(packages) ?? versionOfFile(repository)
    return stated ? judge([stated]) : judgeLowerEnd(packages)
  },
})

function judge(stated: readonly StatedVersion[]): Verdict {
  const good = stated.filter(({ major }) => major === 'moving' || supportOf(major)?.isOver === false)
  const findings = stated.flatMap((version) => describe(version) ?? [])
  if (findings.length > 0) return fail(findings, good.length)
  const open = stated.find((version) => !good.includes(version))
  const evidence = (open ? [open] : good).map((version) => version.evidence)
  if (!open) return pass(evidence, good.length)
  const reason =
    open.major === undefined
      ? `${open.evidence.file} does not say which version of Node runs`
      : `Node ${open.major} is newer than this rule`
  return unknown(reason, evidence)
}

function describe({ major, evidence, isShipped, claim }: StatedVersion): FindingDraft | undefined {
  const support = supportOf(major)
  if (!support?.isOver) return undefined
  return {
    message: `${claim} Node ${major}, which has had no security fixes since ${support.end}`,
    evidence: [evidence],
    ...(isShipped && support.monthsOver >= CRITICAL_MONTHS && { severity: 'critical' }),
  }
}

function supportOf(major: StatedVersion['major']): NodeSupport | undefined {
  return typeof major === 'number' ? nodeSupport(major, new Date()) : undefined
}

/** `>=22` is good while 22 is: whatever the platform takes is newer. */
function judgeLowerEnd(packages: PackagesView): Verdict {
  const oldest = lowerEndOfEngines(packages)
  if (!oldest) return unknown('no Dockerfile, engines or .nvmrc says which version of Node runs')
  return supportOf(oldest.major)?.isOver === false
    ? pass(oldest.evidence)
    : unknown(`engines allow versions of Node with and without security fixes, from ${oldest.major} on`, [
        oldest.evidence,
      ])
}

/** A service whose package.json says this beside the usual. */
function service(setting: string): Record<string, string> {
  return {
    'package.json': `{"private":true,${setting},"scripts":{"start":"node server.js"},"dependencies":{"express":"^5.0.0"}}`,
    'server.js': LISTENS,
  }
}
