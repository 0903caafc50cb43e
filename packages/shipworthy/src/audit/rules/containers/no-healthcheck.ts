import { parseImage, userOfBase } from '../../derive/containers/base-images.ts'
import type { ContainersView, ImageView } from '../../derive/containers/containers-view.ts'
import { dockerLine } from '../../derive/containers/docker-stages.ts'
import { absence, settingAt } from '../../derive/evidence.ts'
import { serviceImages } from '../../derive/containers/node-images.ts'
import type { ComposeService } from '../../facts/containers.ts'
import type { PackageManifest } from '../../facts/packages.ts'
import { baseName } from '../../facts/paths.ts'
import type { Evidence } from '../../model/outcome.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown, type FindingDraft } from '../rule.ts'

const SERVICE = 'FROM node:24\nCOPY . .\nCMD ["node", "server.js"]\n'

export default defineRule({
  id: 'containers/no-healthcheck',
  catalogue: 'CT08',
  title: 'Image without HEALTHCHECK',
  severity: 'info',
  confidence: 'structural',
  needs: ['containers', 'packages'],
  why: 'Docker knows only whether the process lives. A service that hangs or has lost its database still counts as running: Swarm does not replace it, and services that wait for it start too early.',
  remedies: [
    {
      for: 'docker',
      effort: 'S',
      text: 'Let Docker ask the health endpoint. Node 18 and later have fetch, so no curl is needed in the image.',
      code: 'HEALTHCHECK --interval=30s --timeout=3s --start-period=20s \\\n  CMD ["node", "-e", "fetch(\'http://127.0.0.1:3000/health\').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]',
    },
  ],
  references: [
    { title: 'Dockerfile reference: HEALTHCHECK', url: 'https://docs.docker.com/reference/dockerfile/#healthcheck' },
    { title: 'CIS Docker Benchmark, 4.6', url: 'https://www.cisecurity.org/benchmark/docker' },
  ],
  falsePositives: [
    'Kubernetes ignores HEALTHCHECK and has probes of its own.',
    'The base image brings a HEALTHCHECK.',
    'A compose file that asks for the health itself helps only those who use that file.',
  ],
  examples: [
    {
      name: 'a HEALTHCHECK',
      outcome: 'pass',
      files: project('', {
        'server.js': '',
        Dockerfile: 'FROM node:24\nCOPY . .\nHEALTHCHECK CMD ["node", "health.js"]\nCMD ["node", "server.js"]\n',
      }),
    },
    {
      name: 'none',
      outcome: 'fail',
      line: 1,
      files: project('', { 'server.js': '', Dockerfile: SERVICE }),
    },
    {
      name: 'switched off',
      outcome: 'fail',
      line: 2,
      says: 'NONE',
      files: project('', {
        'server.js': '',
        Dockerfile: 'FROM node:24\nHEALTHCHECK NONE\nCOPY . .\nCMD ["node", "server.js"]\n',
      }),
    },
    {
      name: 'in the compose file only',
      outcome: 'fail',
      says: 'compose',
      files: project('', {
        'server.js': '',
        Dockerfile: SERVICE,
        'docker-compose.yml':
          'services:\n  api:\n    build: .\n    healthcheck:\n      test: ["CMD", "node", "health.js"]\n',
      }),
    },
    {
      name: 'Kubernetes has its own probes',
      outcome: 'not-applicable',
      files: project('', {
        'server.js': '',
        Dockerfile: SERVICE,
        'k8s/api.yaml':
          'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: api }\nspec:\n  template:\n    spec:\n      containers:\n        - name: api\n          image: registry.example.com/api:1.4.2\n',
      }),
    },
    { name: 'no Dockerfile', outcome: 'not-applicable', files: project('', { 'server.js': '' }) },
    {
      name: 'a base image that may bring one',
      outcome: 'unknown',
      files: project('', {
        'server.js': '',
        Dockerfile: 'FROM registry.example.com/platform/node:24\nCOPY . .\nCMD ["node", "server.js"]\n',
      }),
    },
  ],
  evaluate({ containers, packages }) {
    const images = serviceImages(containers)
    if (images.length === 0) return notApplicable('no Dockerfile of a Node service')
    if (containers.isOrchestrated) return notApplicable('Kubernetes watches the containers with probes of its own')
    const findings: FindingDraft[] = []
    const good: Evidence[] = []
    const open: Evidence[] = []
    for (const image of images) {
      const instruction = image.effective('HEALTHCHECK')
      if (instruction && !/^NONE\b/i.test(instruction.text)) good.push(dockerLine(image.dockerfile, instruction.line))
      else if (instruction || userOfBase(image.baseImage)) {
        findings.push(describe(image, instruction?.line, composeCheck(image, containers, packages.manifests)))
      } else open.push(dockerLine(image.dockerfile, image.baseLine))
    }
    if (findings.length > 0) return fail(findings, good.length)
    return open.length > 0
      ? unknown('whether the base image brings a HEALTHCHECK is not known', open)
      : pass(good, good.length)
  },
})

function describe(
  { dockerfile, baseLine }: ImageView,
  none: number | undefined,
  compose: Evidence | undefined,
): FindingDraft {
  if (none !== undefined) {
    const message = 'HEALTHCHECK NONE switches the check off: a service that hangs counts as running'
    return { message, evidence: [dockerLine(dockerfile, none)] }
  }
  const evidence = absence('no HEALTHCHECK in the final image', dockerLine(dockerfile, baseLine))
  return compose
    ? {
        message: 'only the compose file checks the health: everywhere else a service that hangs counts as running',
        evidence: [evidence, compose],
      }
    : { message: 'no HEALTHCHECK: Docker takes a service that hangs for a running one', evidence: [evidence] }
}

/** The check a compose file has for this image, built there or pulled under the project's name. */
function composeCheck(
  image: ImageView,
  { composeFiles }: ContainersView,
  manifests: readonly PackageManifest[],
): Evidence | undefined {
  const built = image.services.map(({ file, service }) => ({ path: file.path, service }))
  const names = manifests.map(({ name = '' }) => baseName(name))
  const pulled = composeFiles.flatMap(({ path, services }) =>
    services.filter((service) => names.includes(imageNameOf(service))).map((service) => ({ path, service })),
  )
  const found = [...built, ...pulled].find(({ service }) => service.healthcheck && !service.healthcheck.disabled)
  return found && settingAt(found.path, found.service.healthcheck!.line, found.service.healthcheck!.test.text)
}

function imageNameOf({ image = '' }: ComposeService): string {
  return baseName(parseImage(image)?.repository ?? '-')
}
