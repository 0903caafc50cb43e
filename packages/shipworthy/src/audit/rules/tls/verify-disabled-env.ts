import { mayHoldTokens } from '../../facts/source-store.ts'
import { absence, codeAt } from '../../derive/evidence.ts'
import { dockerLine, feedingStages, lineWithin } from '../../derive/containers/docker-stages.ts'
import { serviceImages } from '../../derive/containers/node-images.ts'
import { settingAt } from '../../derive/evidence.ts'
import { isProcessVariable } from '../../derive/is-process-variable.ts'
import type { Views } from '../../derive/views.ts'
import { unlessService } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, pass, unknown, type FindingDraft } from '../rule.ts'

const NAME = 'NODE_TLS_REJECT_UNAUTHORIZED'
const SERVER = "require('express')().listen(3000)\n"
const DOCKERFILE = (line: string): string => `FROM node:24\n${line}\nCOPY . .\nCMD ["node", "server.js"]\n`
const app = (files: Record<string, string>, code = SERVER): Record<string, string> =>
  project('express@5', { 'server.js': code, ...files })
const LOCK = { 'package-lock.json': '{ "lockfileVersion": 3, "packages": {} }\n' }

type Inputs = Pick<Views, 'runtime' | 'containers' | 'repository' | 'program' | 'files'>

export default defineRule({
  id: 'tls/verify-disabled-env',
  catalogue: 'TL08',
  title: 'Certificates are not checked',
  severity: 'critical',
  confidence: 'proven',
  needs: ['service', 'runtime', 'containers', 'repository', 'program', 'files'],
  tokens: { names: [NAME], words: [NAME] },
  why: 'NODE_TLS_REJECT_UNAUTHORIZED=0 switches the check of certificates off for every connection of the process: to the database, the payment provider, the identity provider. Whoever sits on the way can read and change all of it. The same setting for npm lets them hand out other packages.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Trust the one certificate that is not known: NODE_EXTRA_CA_CERTS adds it to those Node knows.',
      code: 'NODE_EXTRA_CA_CERTS=/etc/ssl/company-ca.pem',
    },
    {
      for: 'any',
      effort: 'S',
      text: 'For npm, name the company certificate.',
      code: 'npm config set cafile /etc/ssl/company-ca.pem',
    },
  ],
  references: [
    {
      title: 'Node.js: NODE_TLS_REJECT_UNAUTHORIZED',
      url: 'https://nodejs.org/api/cli.html#node_tls_reject_unauthorizedvalue',
    },
    { title: 'npm: strict-ssl', url: 'https://docs.npmjs.com/cli/v11/using-npm/config#strict-ssl' },
  ],
  falsePositives: [
    'A comment, a test, a development setup.',
    'A script that no production process loads.',
    'Code that does it in development only.',
    'strict-ssl=false beside a lockfile: its checksums keep other packages out, so it is a warning.',
  ],
  examples: [
    { name: 'nothing of the kind', outcome: 'pass', files: app({ Dockerfile: DOCKERFILE('ENV PORT=3000') }) },
    {
      name: 'in the image',
      outcome: 'fail',
      severity: 'critical',
      line: 2,
      files: app({ Dockerfile: DOCKERFILE(`ENV ${NAME}=0`) }),
    },
    {
      name: 'in a compose file',
      outcome: 'fail',
      severity: 'critical',
      line: 5,
      files: app({
        Dockerfile: DOCKERFILE('ENV PORT=3000'),
        'docker-compose.yml': `services:\n  api:\n    build: .\n    environment:\n      ${NAME}: "0"\n`,
      }),
    },
    {
      name: 'in a committed .env',
      outcome: 'fail',
      severity: 'warning',
      line: 1,
      files: app({ '.env': `${NAME}=0\n` }),
    },
    {
      name: 'in the start script',
      outcome: 'fail',
      severity: 'critical',
      files: {
        'package.json': `{\n  "private": true,\n  "scripts": { "start": "${NAME}=0 node server.js" },\n  "dependencies": { "express": "5" }\n}\n`,
        'server.js': SERVER,
      },
    },
    {
      name: 'in code that runs at start',
      outcome: 'fail',
      severity: 'critical',
      line: 1,
      files: app({}, `process.env.${NAME} = '0'\n${SERVER}`),
    },
    {
      name: 'in code, in development only',
      outcome: 'pass',
      files: app({}, `if (process.env.NODE_ENV !== 'production') process.env.${NAME} = '0'\n${SERVER}`),
    },
    {
      name: 'in a script that nobody starts, a comment and a development setup',
      outcome: 'pass',
      files: app(
        {
          'scripts/send.js': `process.env.${NAME} = '0'\n`,
          'docker-compose.dev.yml': `services:\n  api:\n    build: .\n    environment:\n      ${NAME}: "0"\n`,
          Dockerfile: DOCKERFILE(`# ENV ${NAME}=0`),
        },
        `// process.env.${NAME} = '0'\n${SERVER}`,
      ),
    },
    {
      name: 'npm during the build, without a lockfile',
      outcome: 'fail',
      severity: 'critical',
      line: 2,
      files: app({ Dockerfile: DOCKERFILE('RUN npm config set strict-ssl false && npm install') }),
    },
    {
      name: '.npmrc beside a lockfile',
      outcome: 'fail',
      severity: 'warning',
      line: 2,
      files: app({ '.npmrc': 'save-exact=true\nstrict-ssl=false\n', ...LOCK }),
    },
    {
      name: 'a library',
      outcome: 'not-applicable',
      files: { ...project('', { 'index.js': 'module.exports = 1\n' }), '.npmrc': 'strict-ssl=false\n' },
    },
    {
      name: 'the deployment decides',
      outcome: 'unknown',
      files: app({
        Dockerfile: DOCKERFILE('ENV PORT=3000'),
        'docker-compose.yml': `services:\n  api:\n    build: .\n    environment:\n      ${NAME}: \${${NAME}}\n`,
      }),
    },
  ],
  evaluate(views) {
    const inapplicable = unlessService(views.service)
    if (inapplicable) return inapplicable
    const inCode = codeFindings(views)
    const findings = [...variableFindings(views), ...inCode.findings, ...npmFindings(views)]
    if (findings.length > 0) return fail(findings)
    const open = views.runtime.named(NAME).find(({ value }) => value === undefined)
    if (open) return unknown(`${NAME} has a value that only the deployment knows`, [open.evidence])
    if (inCode.open.length > 0)
      return unknown('code switches the check off under a condition that is only known at run time', inCode.open)
    const { variables, steps } = views.runtime
    return pass(
      absence(
        `${variables.length} variables, ${steps.length} commands and ${views.program.modules.size} sources looked through`,
      ),
    )
  },
})

function variableFindings({ runtime }: Inputs): FindingDraft[] {
  return runtime
    .named(NAME)
    .filter(({ value }) => value === '0')
    .map(({ evidence, source }) => ({
      message: `${NAME}=0: no connection of the process checks certificates`,
      // A committed .env may be that of the developers.
      severity: source === 'environment-file' && !/prod/i.test(evidence.file ?? '') ? 'warning' : 'critical',
      evidence: [evidence],
    }))
}

/** `process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'` in files that production loads. */
function codeFindings({ program }: Inputs): { findings: FindingDraft[]; open: ReturnType<typeof codeAt>[] } {
  const { evaluator } = program
  const findings: FindingDraft[] = []
  const open: ReturnType<typeof codeAt>[] = []
  for (const path of program.modules) {
    const { sources } = evaluator
    if (!mayHoldTokens(sources.skim(path)) || !sources.text(path)?.includes(NAME)) continue
    const file = sources.parse(path)
    for (const { target, value, guard, at, function: index } of file?.assignments ?? []) {
      if (!isProcessVariable(target, NAME)) continue
      const given = evaluator.evaluate(file!, value)
      const { force } = evaluator.force(file!, guard, undefined)
      if (force === 'off' || (given.kind === 'literal' && String(given.value) !== '0')) continue
      const runs = index === 0 || program.ranAtBoot(file!, index)
      if (force === 'on' && runs && given.kind === 'literal')
        findings.push({
          message: `sets ${NAME} to 0: from then on no connection of the process checks certificates`,
          evidence: [codeAt(file!, at)],
        })
      else open.push(codeAt(file!, at))
    }
  }
  return { findings, open }
}

const STRICT_SSL_OFF =
  /\b(npm|yarn|pnpm)\s+(config\s+)?set\s+(-\S+\s+|--\S+\s+)*["']?strict-ssl["']?[\s=]+["']?false|--(no-strict-ssl|strict-ssl[= ]false)\b|NODE_TLS_REJECT_UNAUTHORIZED=["']?0/i

/** Packages that are fetched over connections nobody checks. */
function npmFindings({ containers, repository, files }: Inputs): FindingDraft[] {
  const severity = repository.lockfiles.length > 0 ? 'warning' : 'critical'
  const message = 'packages are fetched without checking the certificate of the registry'
  const lines = serviceImages(containers).flatMap(({ dockerfile, final }) =>
    feedingStages(dockerfile, final)
      .flatMap(({ instructions }) => instructions)
      .flatMap((instruction) => {
        const found =
          instruction.keyword === 'RUN'
            ? STRICT_SSL_OFF.exec(instruction.text)?.[0]
            : /^(ENV|ARG)$/.test(instruction.keyword) &&
              /\bnpm_config_strict_ssl[= ]["']?false/i.exec(instruction.text)?.[0]
        return found ? [dockerLine(dockerfile, lineWithin(dockerfile, instruction, found))] : []
      }),
  )
  const settings = repository.npmrc
    .filter(({ path }) => files.classOf(path) === 'production' && files.isTracked(path))
    .flatMap(({ path, entries }) =>
      entries
        .filter(({ name, value }) => name === 'strict-ssl' && value === 'false')
        .map(({ line }) => settingAt(path, line, 'strict-ssl=false')),
    )
  return [...lines, ...settings].map((evidence) => ({ message, severity, evidence: [evidence] }))
}
