import { isBackingImage, userOfBase } from '../../derive/base-images.ts'
import type { ContainersView, ImageView } from '../../derive/containers-view.ts'
import { dockerLine, expandVariables, stageVariables } from '../../derive/docker-stages.ts'
import { absence } from '../../derive/evidence.ts'
import { serviceImages } from '../../derive/node-images.ts'
import type { Evidence } from '../../model/outcome.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown, type FindingDraft } from '../rule.ts'

/** Programs an entrypoint gives its privileges up with. */
const DROPS = /(^|[\s"'/;])(su-exec|gosu|setpriv|runuser|s6-setuidgid|setuidgid|chpst|sudo\s+(-\w+\s+)*-u|su\s+-?)\s*\S/

export default defineRule({
  id: 'containers/root-user',
  catalogue: 'CT01',
  title: 'Container runs as root',
  severity: 'warning',
  confidence: 'proven',
  needs: ['containers'],
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
  evaluate({ containers }) {
    const images = serviceImages(containers)
    if (images.length === 0) return notApplicable('no Dockerfile of a Node service')
    const judged = images.map((image) => judge(image, containers))
    const findings = judged.flatMap(({ finding }) => finding ?? [])
    const good = judged.flatMap((verdict) => verdict.good ?? [])
    if (findings.length > 0) return fail(findings, good.length)
    const open = judged.find((verdict) => verdict.open)
    if (open?.open) return unknown(open.open)
    return pass(good, good.length)
  },
})

interface Judgement {
  good?: Evidence
  open?: string
  finding?: FindingDraft
}

function judge(image: ImageView, containers: ContainersView): Judgement {
  const { dockerfile, baseImage, baseLine, effective, stages } = image
  const instruction = effective('USER')
  const evidence = dockerLine(dockerfile, instruction?.line ?? baseLine)
  const user = instruction && userIn(expandVariables(instruction.text, stageVariables(dockerfile, stages)))
  if (user !== undefined && !/[$]/.test(user) && !isRoot(user)) return { good: evidence }
  const base = instruction ? undefined : userOfBase(baseImage)
  if (base === 'other') return { good: { ...evidence, note: 'the base image sets a user other than root' } }
  if (givesUpRoot(image, containers)) return { good: { ...evidence, note: 'the entrypoint gives its privileges up' } }
  const pod = podWithoutRoot(containers)
  if (pod) return { good: pod }
  if (user?.includes('$')) return { open: `which user ${instruction!.text} is, is decided when ${image.path} is built` }
  if (user !== undefined) {
    return {
      finding: { message: 'the service runs as root: USER names root in the final image', evidence: [evidence] },
    }
  }
  if (base === undefined) return { open: `${image.path} sets no user, and which one ${baseImage} sets is not known` }
  const message = 'the service runs as root: no USER instruction, and the base image starts as root'
  return { finding: { message, evidence: [absence('no USER instruction in the final image', evidence)] } }
}

/** The user without its group. */
function userIn(text: string): string {
  return text.replace(/["']/g, '').trim().split(':')[0]!
}

function isRoot(user: string): boolean {
  return user === 'root' || /^0+$/.test(user)
}

function givesUpRoot(image: ImageView, { script }: ContainersView): boolean {
  const commands = [
    image.effective('ENTRYPOINT'),
    image.effective('CMD'),
    ...image.services.flatMap(({ service }) => [service.entrypoint, service.command]),
  ].flatMap((command) => command ?? [])
  return commands.some(({ text, exec }) => {
    const words = exec ?? text.split(/[\s"']+/)
    const lines = words.flatMap((word) => (word ? (script(word) ?? []) : []))
    return [words.join(' '), ...lines].some((line) => !/^\s*#/.test(line) && DROPS.test(line))
  })
}

/** Every container of the project that Kubernetes runs must not run as root; databases beside it do not count. */
function podWithoutRoot({ kubernetes }: ContainersView): Evidence | undefined {
  const pods = kubernetes.flatMap(({ path, containers }) =>
    containers.filter(({ image = '' }) => !isBackingImage(image)).map((container) => ({ path, container })),
  )
  const [first] = pods
  return first && pods.every(({ container }) => container.runAsNonRoot === true)
    ? { kind: 'setting', file: first.path, line: first.container.line, note: 'runAsNonRoot: true' }
    : undefined
}

function dockerfile(...steps: readonly string[]): string {
  return ['FROM node:24', ...steps, 'CMD ["node", "server.js"]', ''].join('\n')
}
