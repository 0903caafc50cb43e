import { mayHoldTokens } from '../../facts/source-store.ts'
import { absence, codeAt, settingAt } from '../../derive/evidence.ts'
import type { ComposeService } from '../../facts/containers.ts'
import { folderOf, joinPath } from '../../facts/paths.ts'
import { serviceImages } from '../../derive/containers/node-images.ts'
import type { ImageView } from '../../derive/containers/containers-view.ts'
import { isProcessVariable } from '../../derive/is-process-variable.ts'
import type { RuntimeVariable, RuntimeView } from '../../derive/runtime-view.ts'
import type { Views } from '../../derive/views.ts'
import type { Evidence } from '../../model/outcome.ts'
import { unlessService } from '../applicability.ts'
import { errorAnswers } from '../../derive/live/error-answers.ts'
import { exchangeEvidence } from '../../derive/live/describe-exchange.ts'
import { project } from '../example-kit.ts'
import { service } from '../live-example-http.ts'
import { asked, running } from '../live-example-kit.ts'
import { defineRule, fail, pass, unknown, type FindingDraft, notApplicable } from '../rule.ts'

const SERVER = "require('express')().listen(3000)\n"
const DOCKERFILE = (line = ''): string => `FROM node:24\n${line}COPY . .\nCMD ["node", "server.js"]\n`
const COMPOSE = (more = ''): string => `services:\n  api:\n    build: .\n${more}`
const app = (files: Record<string, string>, code = SERVER): Record<string, string> =>
  project('express@5', { 'server.js': code, ...files })

type Inputs = Pick<Views, 'runtime' | 'containers' | 'environment' | 'entries' | 'program' | 'service'>
type Verdict = { is: 'good' | 'open'; evidence: Evidence; why?: string } | { is: 'bad'; finding: FindingDraft }

/** finalhandler, which answers for Express: the stack in a <pre>, only where NODE_ENV is not production. */
const DEVELOPMENT_PAGE = /<pre>[^<]{0,500}<br>\s?(&nbsp;\s?)+at\s/

export default defineRule({
  id: 'security/env-not-production',
  catalogue: 'SE23',
  title: 'It does not run as production',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'runtime', 'containers', 'environment', 'entries', 'program'],
  tokens: { names: ['NODE_ENV'] },
  why: 'Unless NODE_ENV is production, Express sends stack traces to clients and compiles every template anew, and many libraries log, check and cache as they would on the machine of a developer.',
  remedies: [
    { for: 'docker', effort: 'S', text: 'Set it in the last stage of the image.', code: 'ENV NODE_ENV=production' },
    {
      for: 'compose',
      effort: 'S',
      text: 'Or where the container is described.',
      code: 'environment:\n  NODE_ENV: production',
    },
  ],
  references: [
    {
      title: 'Express: set NODE_ENV to production',
      url: 'https://expressjs.com/en/advanced/best-practice-performance.html#set-node_env-to-production',
    },
    {
      title: 'Node.js: development and production',
      url: 'https://nodejs.org/en/learn/getting-started/nodejs-the-difference-between-development-and-production',
    },
  ],
  falsePositives: [
    'A platform that sets it: where nothing in the project describes the deployment, the outcome is unknown.',
    'Frameworks that set it themselves: `next start`, the standalone server of Next, remix-serve.',
    'A start command or an environment file that sets it.',
    'Jobs beside the service, such as migrations, and compose files for development.',
  ],
  examples: [
    {
      name: 'the error page of development, on the internet',
      outcome: 'fail',
      says: 'for development',
      live: running({
        http: service([
          asked('/users/x', {
            status: 500,
            headers: { 'content-type': 'text/html' },
            body: '<pre>Error: no such user<br> &nbsp; &nbsp;at find (/app/users.js:3:9)</pre>',
          }),
        ]),
      }),
    },
    {
      name: 'in the image',
      outcome: 'pass',
      line: 2,
      files: app({ Dockerfile: DOCKERFILE('ENV NODE_ENV=production\n') }),
    },
    {
      name: 'where the container is described',
      outcome: 'pass',
      line: 5,
      files: app({
        Dockerfile: DOCKERFILE(),
        'docker-compose.yml': COMPOSE('    environment:\n      NODE_ENV: ${NODE_ENV:-production}\n'),
      }),
    },
    {
      name: 'in the start script',
      outcome: 'pass',
      files: {
        'package.json':
          '{\n  "private": true,\n  "scripts": { "start": "cross-env NODE_ENV=production node server.js" },\n  "dependencies": { "express": "5" }\n}\n',
        'server.js': SERVER,
        Dockerfile: 'FROM node:24\nCOPY . .\nCMD ["npm", "start"]\n',
      },
    },
    {
      name: 'a deployment is described and nothing sets it',
      outcome: 'fail',
      line: 2,
      files: app({ Dockerfile: DOCKERFILE(), 'docker-compose.yml': COMPOSE() }),
    },
    {
      name: 'the image is for development',
      outcome: 'fail',
      line: 2,
      says: 'development',
      files: app({ Dockerfile: DOCKERFILE('ENV NODE_ENV=development\n') }),
    },
    {
      name: 'a word that libraries do not know',
      outcome: 'fail',
      says: 'prod',
      files: app({ Dockerfile: DOCKERFILE('ENV NODE_ENV=prod\n') }),
    },
    {
      name: 'set for the build only',
      outcome: 'fail',
      files: app({
        Dockerfile: `FROM node:24 AS build\nENV NODE_ENV=production\nRUN npm run build\n${DOCKERFILE()}`,
        'docker-compose.yml': COMPOSE(),
      }),
    },
    {
      name: 'Next sets it itself',
      outcome: 'pass',
      files: {
        'package.json':
          '{\n  "private": true,\n  "scripts": { "start": "next start" },\n  "dependencies": { "next": "15", "react": "19" }\n}\n',
        'app/page.tsx': 'export default function Page() { return null }\n',
        Dockerfile: 'FROM node:24\nCOPY . .\nCMD ["npm", "start"]\n',
        'docker-compose.yml': COMPOSE(),
      },
    },
    {
      name: 'the code falls back to it',
      outcome: 'pass',
      files: app(
        { Dockerfile: DOCKERFILE(), 'docker-compose.yml': COMPOSE() },
        `process.env.NODE_ENV = process.env.NODE_ENV || 'production'\n${SERVER}`,
      ),
    },
    {
      name: 'a job beside the service',
      outcome: 'pass',
      files: app({
        Dockerfile: DOCKERFILE(),
        'docker-compose.yml': `${COMPOSE('    restart: always\n    environment:\n      NODE_ENV: production\n')}  migrate:\n    build: .\n    command: node migrate.js\n`,
      }),
    },
    {
      name: 'only when the command line asks for it',
      outcome: 'fail',
      files: app(
        { Dockerfile: DOCKERFILE(), 'docker-compose.yml': COMPOSE() },
        `if (process.argv.includes('--production')) process.env.NODE_ENV = 'production'\n${SERVER}`,
      ),
    },
    { name: 'a library', outcome: 'not-applicable', files: project('', { 'index.js': 'module.exports = 1\n' }) },
    {
      name: 'only an image: whoever starts it may set it',
      outcome: 'unknown',
      files: app({ Dockerfile: DOCKERFILE() }),
    },
    {
      name: 'a file that is not committed',
      outcome: 'unknown',
      files: app({ Dockerfile: DOCKERFILE(), 'docker-compose.yml': COMPOSE('    env_file: .env\n') }),
    },
    {
      name: 'a compose file for development',
      outcome: 'unknown',
      files: app({ Dockerfile: DOCKERFILE(), 'docker-compose.yml': COMPOSE('    volumes:\n      - .:/app\n') }),
    },
  ],
  evaluate(views) {
    const inapplicable = unlessService(views.service)
    if (inapplicable) return inapplicable
    const inCode = setInCode(views)
    if (inCode) return pass(inCode)
    const verdicts = serviceImages(views.containers).flatMap((image) => imageVerdicts(image, views))
    const findings = verdicts.flatMap((verdict) => (verdict.is === 'bad' ? [verdict.finding] : []))
    const good = verdicts.flatMap((verdict) => (verdict.is === 'good' ? [verdict.evidence] : []))
    if (findings.length > 0) return fail(findings, good.length)
    const open = verdicts.find((verdict) => verdict.is === 'open')
    if (open?.is === 'open') return unknown(open.why ?? 'what sets NODE_ENV is not known', [open.evidence])
    if (good.length > 0) return pass(good, good.length)
    return withoutImage(views)
  },
  live: {
    parts: ['http'],
    evaluate({ http }) {
      if (http!.local)
        return notApplicable('it was asked on a machine or network of its own, where NODE_ENV may differ')
      const shown = errorAnswers(http!).find(({ exchange }) => DEVELOPMENT_PAGE.test(exchange.body))
      if (!shown) return notApplicable('no answer shows what NODE_ENV is')
      return fail([
        {
          message: 'errors are answered with the page that Express has for development',
          evidence: [exchangeEvidence(shown.exchange, 'with NODE_ENV=production it shows no stack')],
          key: 'error page of Express',
        },
      ])
    },
  },
})

/** One verdict for each way an image is deployed, or for the image alone. */
function imageVerdicts(image: ImageView, views: Inputs): Verdict[] {
  const services = views.runtime.services.filter((entry) => entry.image === image)
  const inProduction = services.filter(({ file }) => /prod/i.test(file.path))
  const candidates = inProduction.length > 0 ? inProduction : services
  const lasting = candidates.filter(({ service }) => isLasting(service))
  const chosen = lasting.length > 0 ? lasting : candidates
  return chosen.length > 0 ? chosen.map((entry) => serviceVerdict(entry, views)) : [imageVerdict(image, views)]
}

/** Something others connect to or that is kept running; the rest are jobs such as migrations. */
function isLasting({ ports, expose, restart }: ComposeService): boolean {
  return ports.length > 0 || expose.length > 0 || /always|unless-stopped/.test(restart ?? '')
}

function serviceVerdict(entry: RuntimeView['services'][number], views: Inputs): Verdict {
  const { file, service, image } = entry
  const at = settingAt(file.path, service.line, file.lines[service.line - 1])
  const own = views.runtime.named('NODE_ENV').find((variable) => variable.service === service)
  if (own) return verdictOf(own)
  const files = service.envFiles.map((path) => joinPath(folderOf(file.path), path))
  for (const path of files) {
    const known = views.environment.files.find((candidate) => candidate.path === path)
    const set = known?.entries.find(({ name }) => name === 'NODE_ENV')
    if (set) return verdictOf({ value: set.value, evidence: settingAt(path, set.line, `NODE_ENV=${set.value}`) })
  }
  const behind = fallback(image, views)
  if (behind) return behind
  if (files.length > 0)
    return { is: 'open', evidence: at, why: `${files.join(', ')} may set NODE_ENV and is not known` }
  return {
    is: 'bad',
    finding: {
      message: `nothing sets NODE_ENV for ${service.name}: neither the image, its command nor this description`,
      evidence: [
        absence(
          `${Object.keys(service.environment).length} variables of ${service.name}, the image and its start command`,
          at,
        ),
      ],
    },
  }
}

function imageVerdict(image: ImageView, views: Inputs): Verdict {
  const command = image.effective('CMD') ?? image.effective('ENTRYPOINT')
  const evidence = settingAt(
    image.path,
    command?.line ?? image.final.line,
    image.dockerfile.lines[(command?.line ?? image.final.line) - 1],
  )
  const manifest = views.runtime.named('NODE_ENV').find(({ source }) => source === 'kubernetes')
  if (manifest) return verdictOf(manifest)
  return (
    fallback(image, views) ?? {
      is: 'open',
      evidence,
      why: 'the image does not set NODE_ENV, and whether whoever starts it does is not part of the project',
    }
  )
}

/** What counts when the description of the container says nothing: the command, then the image, then the framework. */
function fallback(image: ImageView, { runtime, entries }: Inputs): Verdict | undefined {
  const set = runtime.named('NODE_ENV')
  const command = set.find(({ source }) => source === 'command')
  if (command) return verdictOf(command)
  const own = set.find((variable) => variable.source === 'image' && variable.image === image)
  if (own) return verdictOf(own)
  const framework = entries.entries.find((entry) =>
    /^(next|remix-serve|react-router-serve|nuxt)$/.test(entry.framework ?? ''),
  )
  if (framework?.command)
    return {
      is: 'good',
      evidence: settingAt(
        framework.command.file,
        framework.command.line,
        framework.command.text,
        `${framework.framework} sets NODE_ENV`,
      ),
    }
  const standalone = image.all('COPY').find(({ text }) => /\.next\/standalone|\.output\b/.test(text))
  return (
    standalone && {
      is: 'good',
      evidence: settingAt(image.path, standalone.line, `COPY ${standalone.text}`, 'its server sets NODE_ENV'),
    }
  )
}

function verdictOf({ value, evidence }: Pick<RuntimeVariable, 'value' | 'evidence'>): Verdict {
  if (value === undefined) return { is: 'open', evidence, why: 'only the deployment knows the value of NODE_ENV' }
  if (!/^(dev|test|local|prod$|prd$|live$)/i.test(value) && value !== '') return { is: 'good', evidence }
  return {
    is: 'bad',
    finding: {
      message: `NODE_ENV is ${value || 'empty'} in what is deployed, which no library takes for production`,
      evidence: [evidence],
    },
  }
}

/** `process.env.NODE_ENV ??= 'production'` and its kin. */
function setInCode({ program }: Inputs): Evidence | undefined {
  const { evaluator } = program
  for (const path of program.modules) {
    const text = mayHoldTokens(evaluator.sources.skim(path)) ? evaluator.sources.text(path) : undefined
    if (!text || !/NODE_ENV\s*(\|\||\?\?)?=[^=]/.test(text)) continue
    const file = evaluator.sources.parse(path)
    const found = file?.assignments.find(
      ({ target, at, guard }) =>
        isProcessVariable(target, 'NODE_ENV') &&
        /^.*production/.test(file.text.slice(at, file.text.indexOf('\n', at) + 1)) &&
        evaluator.force(file, guard, undefined).force === 'on',
    )
    if (file && found) return codeAt(file, found.at)
  }
  return undefined
}

function withoutImage({ runtime }: Inputs) {
  const set = runtime
    .named('NODE_ENV')
    .find(({ source, value }) => (source === 'command' || source === 'kubernetes') && value !== undefined)
  const verdict = set && verdictOf(set)
  if (verdict?.is === 'good') return pass(verdict.evidence)
  return unknown('nothing in the project describes how it is deployed, and the platform may set NODE_ENV')
}
