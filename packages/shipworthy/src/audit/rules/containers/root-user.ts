import type { ContainersView, ImageView } from '../../derive/containers/containers-view.ts'
import type { WorkloadsView } from '../../derive/containers/workloads-view.ts'
import { absence } from '../../derive/evidence.ts'
import { givesUpRoot, nonRootPods, userOfImage } from '../../derive/containers/image-user.ts'
import { serviceImages } from '../../derive/containers/node-images.ts'
import type { Evidence } from '../../model/outcome.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown, type FindingDraft } from '../rule.ts'

export default defineRule({
  id: 'containers/root-user',
  catalogue: 'CT01',
  title: 'Container runs as root',
  severity: 'warning',
  confidence: 'proven',
  needs: ['containers', 'workloads'],
  why: 'An attacker who gets code to run inside the service is root in its container: all its files can be changed, tools can be installed, and a hole in the kernel or a mounted socket leads to the host.',
  remedies: [
    {
      for: 'docker',
      effort: 'S',
      text: 'Official Node images hold a user for this. Switch to it after the last step that needs root, and let it own only what it writes.',
      code: 'COPY --chown=node:node . .\nUSER node\nCMD ["node", "server.js"]',
    },
    {
      for: 'docker',
      effort: 'S',
      text: 'Where the start needs root, for example to fix the owner of a volume, give it up in the entrypoint.',
      code: 'exec su-exec node "$@"',
    },
  ],
  references: [
    { title: 'CIS Docker Benchmark, 4.1', url: 'https://www.cisecurity.org/benchmark/docker' },
    {
      title: 'OWASP Docker Security Cheat Sheet, rule 2: set a user',
      url: 'https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html#rule-2-set-a-user',
    },
    {
      title: 'Docker and Node.js best practices: non-root user',
      url: 'https://github.com/nodejs/docker-node/blob/main/docs/BestPractices.md#non-root-user',
    },
  ],
  falsePositives: [
    'Only a build stage runs as root.',
    'The base image already sets a user: distroless `nonroot`, Chainguard, Docker Hardened Images, Red Hat nodejs.',
    'The entrypoint gives its privileges up (su-exec, gosu, setpriv, runuser).',
    'Kubernetes sets `runAsNonRoot: true`.',
  ],
  examples: [
    {
      name: 'the node user',
      outcome: 'pass',
      files: project('', { 'server.js': '', Dockerfile: dockerfile('COPY . .', 'USER node') }),
    },
    {
      name: 'no USER instruction',
      outcome: 'fail',
      line: 1,
      says: 'root',
      files: project('', { 'server.js': '', Dockerfile: dockerfile('COPY . .') }),
    },
    {
      name: 'back to root for the last step, and never away again',
      outcome: 'fail',
      line: 4,
      files: project('', { 'server.js': '', Dockerfile: dockerfile('USER node', 'COPY . .', 'USER 0:0') }),
    },
    {
      name: 'root in the build stage only',
      outcome: 'pass',
      files: project('', {
        'server.js': '',
        Dockerfile:
          'FROM node:24 AS build\nUSER root\nCOPY . .\nFROM node:24\nCOPY --from=build /app .\nUSER 1000\nCMD ["node", "server.js"]\n',
      }),
    },
    {
      name: 'a user from the stage it builds on, named by a variable',
      outcome: 'pass',
      files: project('', {
        'server.js': '',
        Dockerfile:
          'FROM node:24 AS base\nARG APP_USER=node\nUSER ${APP_USER}\nFROM base\nCOPY . .\nCMD ["node", "server.js"]\n',
      }),
    },
    {
      name: 'distroless nonroot',
      outcome: 'pass',
      files: project('', {
        'server.js': '',
        Dockerfile: 'FROM gcr.io/distroless/nodejs24-debian13:nonroot\nCOPY . .\nCMD ["server.js"]\n',
      }),
    },
    {
      name: 'an entrypoint that gives its privileges up',
      outcome: 'pass',
      files: project('', {
        'server.js': '',
        'docker/entrypoint.sh': '#!/bin/sh\nchown -R node /data\nexec su-exec node "$@"\n',
        Dockerfile: dockerfile('COPY . .', 'ENTRYPOINT ["/app/docker/entrypoint.sh"]'),
      }),
    },
    {
      name: 'Kubernetes forbids root',
      outcome: 'pass',
      files: project('', {
        'server.js': '',
        Dockerfile: dockerfile('COPY . .'),
        'k8s/api.yaml':
          'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: api }\nspec:\n  template:\n    spec:\n      securityContext: { runAsNonRoot: true, runAsUser: 1000 }\n      containers:\n        - name: api\n          image: registry.example.com/api:1.4.2\n',
      }),
    },
    {
      name: 'the overlay for production names another user, an agent beside the service may be root',
      outcome: 'pass',
      says: 'runAsUser: 1000',
      files: project('', {
        'server.js': '',
        Dockerfile: dockerfile('COPY . .'),
        'k8s/base/api.yaml':
          'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: api }\nspec:\n  template:\n    spec:\n      containers:\n        - name: api\n          image: registry.example.com/api:1.4.2\n        - name: fluent-bit\n          image: fluent/fluent-bit:4.0\n',
        'k8s/base/kustomization.yaml': 'resources: [api.yaml]\n',
        'k8s/prod/kustomization.yaml':
          'resources: [../base]\npatches:\n  - patch: |-\n      apiVersion: apps/v1\n      kind: Deployment\n      metadata: { name: api }\n      spec:\n        template:\n          spec:\n            containers: [{ name: api, securityContext: { runAsUser: 1000 } }]\n',
      }),
    },
    { name: 'no Dockerfile', outcome: 'not-applicable', files: project('', { 'server.js': '' }) },
    {
      name: 'a base image of its own, whose user is not known',
      outcome: 'unknown',
      says: 'registry.example.com',
      files: project('', {
        'server.js': '',
        Dockerfile: 'FROM registry.example.com/platform/node:24\nCOPY . .\nCMD ["node", "server.js"]\n',
      }),
    },
  ],
  evaluate({ containers, workloads }) {
    const images = serviceImages(containers)
    if (images.length === 0) return notApplicable('no Dockerfile of a Node service')
    const judged = images.map((image) => judge(image, containers, workloads))
    const findings = judged.flatMap(({ finding }) => finding ?? [])
    const good = judged.flatMap((verdict) => verdict.good ?? [])
    if (findings.length > 0) return fail(findings, good.length)
    const open = judged.find((verdict) => verdict.open)?.open
    return open ? unknown(open.reason, [open.evidence]) : pass(good, good.length)
  },
})

interface Judgement {
  good?: Evidence
  open?: { reason: string; evidence: Evidence }
  finding?: FindingDraft
}

function judge(image: ImageView, containers: ContainersView, workloads: WorkloadsView): Judgement {
  const { user, from, evidence } = userOfImage(image)
  if (user === 'other')
    return { good: from === 'base' ? { ...evidence, note: 'the base image sets a user' } : evidence }
  if (givesUpRoot(image, containers)) return { good: { ...evidence, note: 'the entrypoint gives its privileges up' } }
  const pods = nonRootPods(workloads)
  if (pods) return { good: pods }
  if (user === 'open') return { open: { reason: reasonFor(image, from), evidence } }
  return from === 'instruction'
    ? { finding: { message: 'the service runs as root: USER names root in the final image', evidence: [evidence] } }
    : {
        finding: {
          message: 'the service runs as root: no USER instruction, and the base image starts as root',
          evidence: [absence('no USER instruction in the final image', evidence)],
        },
      }
}

function reasonFor({ path, baseImage }: ImageView, from: 'instruction' | 'base'): string {
  return from === 'base'
    ? `${path} sets no user, and which one ${baseImage} sets is not known`
    : `the user is decided when ${path} is built`
}

function dockerfile(...steps: readonly string[]): string {
  return ['FROM node:24', ...steps, 'CMD ["node", "server.js"]', ''].join('\n')
}
