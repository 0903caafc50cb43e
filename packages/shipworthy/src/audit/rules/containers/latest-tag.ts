import { isBackingImage, isOwnImage, movingTag, parseImage } from '../../derive/containers/base-images.ts'
import type { ContainersView } from '../../derive/containers/containers-view.ts'
import { dockerLine } from '../../derive/containers/docker-stages.ts'
import { settingAt } from '../../derive/evidence.ts'
import type { PackageManifest } from '../../facts/packages.ts'
import type { Evidence } from '../../model/outcome.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

export default defineRule({
  id: 'containers/latest-tag',
  catalogue: 'CT02',
  title: 'Image without a fixed version',
  severity: 'warning',
  confidence: 'proven',
  needs: ['containers', 'packages'],
  why: 'A tag such as latest means another image next month. The same commit then builds another service: a new major of Node or of the database arrives with an unrelated deploy, and the old state cannot be built again for a rollback.',
  remedies: [
    {
      for: 'docker',
      effort: 'S',
      text: 'Name at least the major and minor version; let Renovate or Dependabot raise it.',
      code: 'FROM node:24.11-alpine3.22',
    },
    {
      for: 'compose',
      effort: 'S',
      text: 'Pin databases to the major whose files lie in the volume: a newer one refuses to start on them.',
      code: 'image: postgres:17.6-alpine',
    },
  ],
  references: [
    { title: 'hadolint DL3007', url: 'https://github.com/hadolint/hadolint/wiki/DL3007' },
    {
      title: 'Docker: building best practices, pin base image versions',
      url: 'https://docs.docker.com/build/building/best-practices/#pin-base-image-versions',
    },
  ],
  falsePositives: [
    'Aliases of earlier stages, `scratch`, and images named by a build argument.',
    'Images pinned by digest, and distroless images with the version in their name.',
    "The project's own image, which its users install as latest.",
  ],
  examples: [
    {
      name: 'a fixed version',
      outcome: 'pass',
      files: project('', {
        'server.js': '',
        Dockerfile: 'FROM node:24.11-alpine\nCOPY . .\nCMD ["node", "server.js"]\n',
      }),
    },
    {
      name: 'no tag at all',
      outcome: 'fail',
      line: 1,
      says: 'no tag',
      files: project('', { 'server.js': '', Dockerfile: 'FROM node\nCOPY . .\nCMD ["node", "server.js"]\n' }),
    },
    {
      name: 'the newest LTS, whichever that is',
      outcome: 'fail',
      says: 'next major',
      files: project('', {
        'server.js': '',
        Dockerfile: 'FROM node:lts-alpine\nCOPY . .\nCMD ["node", "server.js"]\n',
      }),
    },
    {
      name: 'stage aliases and a digest',
      outcome: 'pass',
      files: project('', {
        'server.js': '',
        Dockerfile: `FROM node@sha256:${'a'.repeat(64)} AS base\nFROM base AS build\nCOPY . .\nFROM base\nCOPY --from=build /app .\nCMD ["node", "server.js"]\n`,
      }),
    },
    {
      name: 'distroless with the version in its name',
      outcome: 'pass',
      files: project('', {
        'server.js': '',
        Dockerfile: 'FROM gcr.io/distroless/nodejs24-debian13\nCOPY . .\nCMD ["server.js"]\n',
      }),
    },
    {
      name: 'a database without a version, beside the service',
      outcome: 'fail',
      line: 5,
      says: 'postgres',
      files: project('', {
        'server.js': '',
        Dockerfile: 'FROM node:24\nCOPY . .\nCMD ["node", "server.js"]\n',
        'docker-compose.yml': 'services:\n  api:\n    build: .\n  db:\n    image: postgres:latest\n',
      }),
    },
    {
      name: 'its own image, published as latest',
      outcome: 'not-applicable',
      files: {
        'package.json': '{"name":"notebook","private":true}',
        'docker-compose.yml': 'services:\n  notebook:\n    image: ghcr.io/acme/notebook:latest\n',
      },
    },
    { name: 'no images', outcome: 'not-applicable', files: project('', { 'server.js': '' }) },
    {
      name: 'an image that a build argument names',
      outcome: 'unknown',
      files: project('', {
        'server.js': '',
        Dockerfile: 'ARG BASE_IMAGE\nFROM ${BASE_IMAGE}\nCOPY . .\nCMD ["node", "server.js"]\n',
      }),
    },
  ],
  evaluate({ containers, packages }) {
    const all = [...baseImages(containers), ...composeImages(containers, packages.manifests)]
    const used = all.filter(({ image }) => image !== 'scratch' && !isOwnImage(image, packages.manifests))
    const known = used.filter(({ image }) => parseImage(image))
    if (used.length === 0) return notApplicable('no image from a registry that others publish')
    const [first] = known
    if (!first) return unknown(`${used[0]!.image} is named by a build argument without a default`, [used[0]!.evidence])
    const findings = known.flatMap(({ image, evidence }) => {
      const reason = movingTag(image)
      return reason
        ? [{ message: `${reason}, so the same commit builds another image later`, evidence: [evidence] }]
        : []
    })
    return findings.length > 0
      ? fail(findings, known.length - findings.length)
      : pass(
          known.map(({ evidence }) => evidence),
          known.length,
        )
  },
})

interface UsedImage {
  image: string
  evidence: Evidence
}

/** What the shipped images rest on; stages that only build do not run in production. */
function baseImages({ images }: ContainersView): UsedImage[] {
  return images.map(({ dockerfile, baseImage, baseLine }) => ({
    image: baseImage,
    evidence: dockerLine(dockerfile, baseLine),
  }))
}

/** Databases and proxies of compose files that deploy the project; others serve development. */
function composeImages({ composeFiles }: ContainersView, manifests: readonly PackageManifest[]): UsedImage[] {
  return composeFiles
    .filter(({ services }) => services.some(({ build, image = '' }) => build || isOwnImage(image, manifests)))
    .flatMap(({ path, lines, services }) =>
      services.flatMap(({ image, line }) => {
        if (!image || !(isBackingImage(image) || parseImage(image)?.repository === 'node')) return []
        const at = lines.findIndex((text, index) => index >= line && text.includes(image)) + 1 || line
        return [{ image, evidence: settingAt(path, at, lines[at - 1]) }]
      }),
    )
}
