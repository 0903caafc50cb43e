import { settingAt } from '../../derive/evidence.ts'
import type { ImageView } from '../../derive/containers/containers-view.ts'
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
  needs: ['containers'],
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
  evaluate({ containers }) {
    const images = containers.images.filter(
      ({ isNode, effective }) => isNode || (!effective('CMD') && !effective('ENTRYPOINT')),
    )
    if (images.length === 0) return notApplicable('no Dockerfile of a Node service')
    const findings: FindingDraft[] = []
    let passed = 0
    let open: string | undefined
    for (const image of images) {
      const verdict = judge(image, (name) => containers.script(name)?.join('\n'))
      if (verdict === 'good') passed++
      else if (verdict === 'open') open = image.path
      else findings.push(verdict)
    }
    if (findings.length > 0) return fail(findings, passed)
    if (open && passed === 0) return unknown(`the start command of ${open} is not in the project`)
    const command = images[0]!.effective('CMD') ?? images[0]!.effective('ENTRYPOINT')
    return pass(settingAt(images[0]!.path, command?.line, command && `${command.keyword} ${command.text}`), passed)
  },
})

function judge(image: ImageView, script: (name: string) => string | undefined): 'good' | 'open' | FindingDraft {
  if (image.services.length > 0 && image.services.every(({ service }) => service.init)) return 'good'
  const entrypoint = image.effective('ENTRYPOINT')
  const command = image.effective('CMD')
  const first = entrypoint ?? command
  if (!first) return 'open'
  const evidence = [settingAt(image.path, first.line, `${first.keyword} ${first.text}`)]
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
  if (text === undefined) return /docker-entrypoint/.test(file) ? judgeOfficial(image) : 'open'
  if (FORWARDS.test(text))
    return endsInManager(text, command?.exec)
      ? { message: 'the entrypoint hands over to a package manager, which does not pass SIGTERM on to Node', evidence }
      : 'good'
  return { message: `${file} stays PID 1: it does not start Node with exec`, evidence }
}

/** The official image's own docker-entrypoint.sh ends with exec. */
function judgeOfficial(image: ImageView): 'good' | 'open' | FindingDraft {
  const command = image.effective('CMD')
  const program = command?.exec?.[0]
  if (!command || !program) return 'open'
  if (!MANAGER.test(program)) return 'good'
  return {
    message: `${program} is PID 1 and does not pass SIGTERM on to Node`,
    evidence: [settingAt(image.path, command.line, `CMD ${command.text}`)],
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
