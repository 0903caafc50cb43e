import type { ComposeWorkload } from '../../derive/containers/workload.ts'
import { settingAt } from '../../derive/evidence.ts'
import type { ComposeVariable } from '../../facts/containers.ts'
import { isPlaceholder, isSecretName } from '../../facts/secret-values.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown, type FindingDraft } from '../rule.ts'

/** `postgres://user:password@host` */
const CREDENTIALS_IN_URL = /^[a-z][\w+.-]*:\/\/[^\s:/@]*:([^\s@/]+)@/i
/** `${NAME:-default}`, whole. */
const DEFAULT = /^\$\{\w+:?-([^{}]*)\}$/

export default defineRule({
  id: 'environment/compose-literal',
  catalogue: 'EN10',
  title: 'A password stands in the compose file',
  severity: 'warning',
  confidence: 'proven',
  needs: ['workloads'],
  why: 'Everybody who can read the repository, a fork, a backup of it or the log of a build has the password, and it can only be changed by a commit. A file that others copy gives all of them the same one.',
  remedies: [
    {
      for: 'compose',
      effort: 'S',
      text: 'Take the value from the environment and refuse to start without it; then change the password, for the old one stays in the history.',
      code: 'environment:\n  POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?set POSTGRES_PASSWORD}',
    },
    {
      for: 'compose',
      effort: 'S',
      text: 'Or mount it as a file; official images read `<NAME>_FILE`.',
      code: 'secrets: [db_password]\nenvironment:\n  POSTGRES_PASSWORD_FILE: /run/secrets/db_password',
    },
  ],
  references: [
    {
      title: 'OWASP ASVS 5.0, 13.3.1: secrets are kept in a secrets management solution',
      url: 'https://github.com/OWASP/ASVS/blob/v5.0.0/5.0/en/0x22-V13-Configuration.md',
    },
    { title: 'Docker: secrets in Compose', url: 'https://docs.docker.com/compose/how-tos/use-secrets/' },
    {
      title: 'Compose: interpolation',
      url: 'https://docs.docker.com/reference/compose-file/interpolation/',
    },
  ],
  falsePositives: [
    'Compose files for development, tests and examples.',
    'A value that comes from the environment, from a file or from a secret.',
    'A name that only sounds like a secret: the path of a file, a lifetime, a public key.',
  ],
  examples: [
    {
      name: 'from the environment',
      outcome: 'pass',
      line: 6,
      files: compose('compose.prod.yaml', 'POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?set it}'),
    },
    {
      name: 'from a mounted secret',
      outcome: 'pass',
      files: compose('compose.prod.yaml', 'POSTGRES_PASSWORD_FILE: /run/secrets/db_password'),
    },
    {
      name: 'a password in a file for production',
      outcome: 'fail',
      severity: 'critical',
      line: 6,
      says: 'POSTGRES_PASSWORD',
      files: compose('compose.prod.yaml', 'POSTGRES_PASSWORD: kX9vTq27LmBz'),
    },
    {
      name: 'a word that everybody tries first',
      outcome: 'fail',
      severity: 'warning',
      files: compose('compose.prod.yaml', 'POSTGRES_PASSWORD: postgres'),
    },
    {
      name: 'in a file that does not say what it is for, inside a URL',
      outcome: 'fail',
      severity: 'warning',
      says: 'DATABASE_URL',
      files: compose('docker-compose.yml', 'DATABASE_URL: postgres://shop:kX9vTq27LmBz@db:5432/shop'),
    },
    {
      name: 'a default that is used when nothing is set',
      outcome: 'fail',
      severity: 'warning',
      says: 'default',
      files: compose('compose.prod.yaml', 'JWT_SECRET: ${JWT_SECRET:-kX9vTq27LmBz}'),
    },
    {
      name: 'a file for development',
      outcome: 'not-applicable',
      files: compose('compose.dev.yaml', 'POSTGRES_PASSWORD: kX9vTq27LmBz'),
    },
    {
      name: 'an example',
      outcome: 'not-applicable',
      files: compose('docker-compose.example.yml', 'POSTGRES_PASSWORD: kX9vTq27LmBz'),
    },
    {
      name: 'sounds like a secret and is none',
      outcome: 'not-applicable',
      files: compose('compose.prod.yaml', 'TOKEN_TTL: "3600"'),
    },
    {
      name: 'the file it extends is elsewhere',
      outcome: 'unknown',
      files: project('', {
        'server.js': '',
        'compose.prod.yaml':
          'services:\n  api:\n    build: .\n    extends: { file: ../platform/base.yaml, service: node }\n    environment:\n      API_KEY: ${API_KEY}\n',
      }),
    },
  ],
  evaluate({ workloads }) {
    const secrets = workloads.compose.flatMap((workload) =>
      Object.entries(workload.service.environment)
        .filter(([name, { value }]) => value !== '' && value !== null && holdsSecret(name, value))
        .map(([name, variable]) => ({ workload, name, variable })),
    )
    if (workloads.compose.length === 0) return notApplicable('no compose file is deployed')
    const findings = secrets.flatMap(({ workload, name, variable }) => findingFor(workload, name, variable))
    const good = secrets.filter(({ variable }) => literalOf(variable.value!) === undefined)
    if (findings.length > 0) return fail(findings, good.length)
    if (workloads.compose.some(({ project: { isOpen } }) => isOpen))
      return unknown('a file that the compose file is made from is not in the project')
    if (good.length === 0) return notApplicable('no deployed compose file sets a secret')
    return pass(
      good.map(({ name, variable }) => settingAt(variable.file, variable.line, `${name} from elsewhere`)),
      good.length,
    )
  },
})

function holdsSecret(name: string, value: string): boolean {
  return (
    (isSecretName(name) && !/^(true|false|yes|no|on|off|\d{1,6})$/i.test(value)) ||
    (name.endsWith('_FILE') && isSecretName(name.replace(/_FILE$/, ''))) ||
    CREDENTIALS_IN_URL.test(value)
  )
}

interface Literal {
  text: string
  isDefault: boolean
}

/** The secret that the file itself holds; nothing when it comes from elsewhere. */
function literalOf(value: string): Literal | undefined {
  const fallback = DEFAULT.exec(value)?.[1]
  const text = fallback ?? value
  const password = CREDENTIALS_IN_URL.exec(text)?.[1] ?? text
  const inner = DEFAULT.exec(password)?.[1] ?? password
  if (inner === '' || inner.includes('$') || inner.startsWith('/')) return undefined
  return { text: inner, isDefault: fallback !== undefined || inner !== password }
}

/** The value is never part of what is reported. */
function findingFor(
  { name: service, saysProduction }: ComposeWorkload,
  name: string,
  variable: ComposeVariable,
): FindingDraft[] {
  const literal = literalOf(variable.value!)
  if (!literal) return []
  const isWeak = isPlaceholder(literal.text, name)
  const what = literal.isDefault
    ? `falls back to a default that everybody who has the file knows`
    : isWeak
      ? `is a word that everybody who has the file knows, and works as it stands`
      : `stands in the file`
  return [
    {
      message: `${name} of ${service} ${what}`,
      evidence: [settingAt(variable.file, variable.line, `${name}: …`)],
      severity: saysProduction && !isWeak && !literal.isDefault ? 'critical' : 'warning',
    },
  ]
}

function compose(path: string, line: string): Record<string, string> {
  return project('', {
    'server.js': '',
    [path]: `services:\n  api:\n    build: .\n    environment:\n      PORT: "3000"\n      ${line}\n`,
  })
}
