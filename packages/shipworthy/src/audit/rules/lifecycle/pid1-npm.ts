import { settingAt } from '../../derive/evidence.ts'
import type { ImageView } from '../../derive/containers/containers-view.ts'
import { imageStarts, type ImageStart } from '../../derive/containers/image-starts.ts'
import type { Evidence } from '../../model/outcome.ts'
import { project } from '../example-kit.ts'
import { shellCommands } from '../../derive/entries/shell-words.ts'
import { defineRule, fail, notApplicable, pass, unknown, type FindingDraft } from '../rule.ts'

const MANAGER = /(^|\/)(npm|npx|yarn|pnpm|pnpx|corepack|turbo|lerna|nx)$/
const INIT =
  /(^|\/)(tini|tini-static|dumb-init|docker-init|catatonit|s6-svscan|s6-overlay|init|pid1|supervisord|pm2-runtime|pm2-docker)$/
const FORWARDS = /\bexec\b|\btini\b|\bdumb-init\b/

export default defineRule({
  id: 'lifecycle/pid1-npm',
  catalogue: 'LF03',
  title: 'PID 1 does not pass signals to Node',
  severity: 'warning',
  confidence: 'proven',
  needs: ['containers', 'workloads'],
  why: 'The first process of a container gets the signals. npm, yarn and a shell do not pass SIGTERM on, so Node never hears that it should stop: every deploy waits for the grace period and ends with SIGKILL.',
  remedies: [
    { for: 'docker', effort: 'S', text: 'Start Node itself, in exec form.', code: 'CMD ["node", "dist/server.js"]' },
    { for: 'docker', effort: 'S', text: 'In an entrypoint script, end with exec.', code: 'exec node dist/server.js' },
    { for: 'compose', effort: 'S', text: 'Or let Docker put an init in front.', code: 'init: true' },
  ],
  references: [
    {
      title: 'Docker and Node.js best practices: CMD',
      url: 'https://github.com/nodejs/docker-node/blob/main/docs/BestPractices.md#cmd',
    },
    { title: 'hadolint DL3025', url: 'https://github.com/hadolint/hadolint/wiki/DL3025' },
  ],
  falsePositives: [
    '`exec` in an entrypoint script, tini or dumb-init in front, `init: true` in compose.',
    'Compose or Kubernetes start the image with another command than its own.',
    'Shell form on Alpine: BusyBox and bash replace themselves by the last command, dash (Debian, 0.5.12) does not; seen with `sh -c "sleep 9"` and `ps`.',
  ],
  examples: [
    {
      name: 'node in exec form',
      outcome: 'pass',
      files: project('', { 'server.js': '', Dockerfile: 'FROM node:24\nCOPY . .\nCMD ["node", "server.js"]\n' }),
    },
    {
      name: 'npm start',
      outcome: 'fail',
      line: 3,
      says: 'npm',
      files: project('', { 'server.js': '', Dockerfile: 'FROM node:24\nCOPY . .\nCMD ["npm", "start"]\n' }),
    },
    {
      name: 'shell form',
      outcome: 'fail',
      line: 3,
      says: 'shell',
      files: project('', {
        'server.js': '',
        Dockerfile: 'FROM node:24\nCOPY . .\nCMD npm run migrate && node server.js\n',
      }),
    },
    {
      name: 'shell form on Alpine, where the shell gives way',
      outcome: 'pass',
      files: project('', {
        'server.js': '',
        Dockerfile: 'FROM node:24-alpine\nCOPY . .\nCMD node migrate.js && node server.js\n',
      }),
    },
    {
      name: 'a shell form that says exec',
      outcome: 'pass',
      files: project('', { 'server.js': '', Dockerfile: 'FROM node:24\nCOPY . .\nCMD exec node server.js\n' }),
    },
    {
      name: 'an entrypoint script that ends with exec',
      outcome: 'pass',
      files: project('', {
        'server.js': '',
        'entrypoint.sh': '#!/bin/sh\nnpx prisma migrate deploy\nexec "$@"\n',
        Dockerfile: 'FROM node:24\nENTRYPOINT ["./entrypoint.sh"]\nCMD ["node", "server.js"]\n',
      }),
    },
    {
      name: 'tini in front of npm',
      outcome: 'pass',
      files: project('', {
        'server.js': '',
        Dockerfile: 'FROM node:24\nENTRYPOINT ["tini", "--"]\nCMD ["npm", "start"]\n',
      }),
    },
    {
      name: 'compose puts an init in front',
      outcome: 'pass',
      files: project('', {
        'server.js': '',
        Dockerfile: 'FROM node:24\nCMD ["npm", "start"]\n',
        'compose.yaml': 'services:\n  api:\n    build: .\n    init: true\n',
      }),
    },
    {
      name: 'Kubernetes starts Node itself',
      outcome: 'pass',
      line: 9,
      files: project('', {
        'server.js': '',
        Dockerfile: 'FROM node:24\nCMD ["npm", "start"]\n',
        'k8s/api.yaml':
          'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: api }\nspec:\n  template:\n    spec:\n      containers:\n        - name: api\n          command: [node, server.js]\n',
      }),
    },
    {
      name: 'compose for production starts npm instead',
      outcome: 'fail',
      line: 4,
      says: 'npm',
      files: project('', {
        'server.js': '',
        Dockerfile: 'FROM node:24\nCMD ["node", "server.js"]\n',
        'compose.prod.yaml': 'services:\n  api:\n    build: .\n    command: npm run start:prod\n',
      }),
    },
    {
      name: 'the file for production that is put over another one says how it starts',
      outcome: 'fail',
      line: 3,
      says: 'yarn',
      files: project('', {
        'server.js': '',
        Dockerfile: 'FROM node:24\nCMD ["node", "server.js"]\n',
        'compose.yaml': 'services:\n  api:\n    build: .\n    volumes: [".:/app"]\n',
        'compose.prod.yaml': 'services:\n  api:\n    command: yarn start\n',
        'up.sh': 'docker compose -f compose.yaml -f compose.prod.yaml up -d\n',
      }),
    },
    { name: 'no Dockerfile', outcome: 'not-applicable', files: project('', { 'server.js': '' }) },
    {
      name: 'the command comes from the base image',
      outcome: 'unknown',
      files: project('', {
        'server.js': '',
        Dockerfile: 'FROM registry.example.com/platform/node-service:4\nCOPY . .\n',
      }),
    },
  ],
  evaluate({ containers, workloads }) {
    const images = containers.images.filter(
      ({ isNode, effective }) => isNode || (!effective('CMD') && !effective('ENTRYPOINT')),
    )
    if (images.length === 0) return notApplicable('no Dockerfile of a Node service')
    const findings: FindingDraft[] = []
    let passed = 0
    let open: string | undefined
    let good: Evidence | undefined
    for (const image of images) {
      for (const start of imageStarts(image, images, workloads)) {
        const verdict = judge(image, start, (name) => containers.script(name)?.join('\n'))
        const first = start.entrypoint ?? start.command
        if (verdict === 'open') open = image.path
        else if (verdict !== 'good') findings.push(verdict)
        else {
          passed++
          good ??= first ? start.at(first) : settingAt(image.path, undefined)
        }
      }
    }
    if (findings.length > 0) return fail(findings, passed)
    if (open && passed === 0) return unknown(`the start command of ${open} is not in the project`)
    return pass(good ?? settingAt(images[0]!.path, images[0]!.baseLine), passed)
  },
})

function judge(
  image: ImageView,
  start: ImageStart,
  script: (name: string) => string | undefined,
): 'good' | 'open' | FindingDraft {
  const { entrypoint, command, init, at } = start
  if (init) return 'good'
  const first = entrypoint ?? command
  if (!first) return 'open'
  const evidence = [at(first)]
  const words = first.exec ?? wordsThatStay(image, first.text)
  if (!words) return { message: 'a shell is PID 1 and keeps SIGTERM to itself: the command is in shell form', evidence }
  const program = words[0] ?? ''
  if (INIT.test(program) || words.some((word) => /pm2-runtime|pm2-docker/.test(word))) return 'good'
  if (MANAGER.test(program)) return { message: `${program} is PID 1 and does not pass SIGTERM on to Node`, evidence }
  const isScript = /\.sh$|entrypoint/.test(program) || /(^|\/)(sh|bash|ash)$/.test(program)
  if (!isScript)
    return entrypoint && command && MANAGER.test((command.exec ?? [])[0] ?? '') && /entrypoint/.test(program)
      ? 'open'
      : 'good'
  const inline = words.find((word) => /\s/.test(word))
  if (inline)
    return FORWARDS.test(inline) ? 'good' : { message: 'a shell is PID 1 and keeps SIGTERM to itself', evidence }
  const file = words.find((word) => /\.sh$|entrypoint/.test(word)) ?? program
  const text = script(file.slice(file.lastIndexOf('/') + 1))
  if (text === undefined) return /docker-entrypoint/.test(file) ? judgeOfficial(start) : 'open'
  if (FORWARDS.test(text))
    return endsInManager(text, command?.exec)
      ? { message: 'the entrypoint hands over to a package manager, which does not pass SIGTERM on to Node', evidence }
      : 'good'
  return { message: `${file} stays PID 1: it does not start Node with exec`, evidence }
}

/** The official image's own docker-entrypoint.sh ends with exec. */
function judgeOfficial({ command, at }: ImageStart): 'good' | 'open' | FindingDraft {
  const program = command?.exec?.[0]
  if (!command || !program) return 'open'
  if (!MANAGER.test(program)) return 'good'
  return {
    message: `${program} is PID 1 and does not pass SIGTERM on to Node`,
    evidence: [at(command)],
  }
}

/** `exec "$@"` hands over to the words of CMD; `exec yarn start` to yarn. */
function endsInManager(text: string, command: readonly string[] | undefined): boolean {
  const last = text.split('\n').findLast((line) => /^\s*exec\s/.test(line)) ?? ''
  const target = /^\s*exec\s+(?:"?\$@"?|\S+)/.exec(last)?.[0].replace(/^\s*exec\s+/, '') ?? ''
  return /\$@/.test(target) ? MANAGER.test(command?.[0] ?? '') : MANAGER.test(target)
}

/** What a shell form ends up as: the words that replace the shell, nothing when the shell stays in front of them. */
function wordsThatStay(image: ImageView, text: string): string[] | undefined {
  const words = shellCommands(text).at(-1)?.words ?? []
  if (words[0] === 'exec') return words.slice(1)
  return replacesShell(image) || MANAGER.test(words[0] ?? '') ? words : undefined
}

/** BusyBox and bash run the last command of `-c` in their own place; dash keeps a process of its own. */
function replacesShell(image: ImageView): boolean {
  return /alpine|busybox|wolfi|chainguard/.test(image.baseImage) || /bash/.test(image.effective('SHELL')?.text ?? '')
}
