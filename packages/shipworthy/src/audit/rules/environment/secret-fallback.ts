import { codeAt, siteAt } from '../../derive/evidence.ts'
import { signingSecrets, signingTokens, type SigningSecret } from '../../derive/signing-secrets.ts'
import type { EnvironmentValue, Value } from '../../derive/program/value.ts'
import { possibilities } from '../../derive/program/value.ts'
import { unlessService } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown, type FindingDraft } from '../rule.ts'

const SERVER = (secret: string): Record<string, string> =>
  project('express@5 express-session@1', {
    'server.js': `const app = require('express')()\napp.use(require('express-session')({\n  secret: ${secret}\n}))\napp.listen(3000)\n`,
  })

export default defineRule({
  id: 'environment/secret-fallback',
  catalogue: 'EN04',
  title: 'A signing secret falls back to a literal',
  severity: 'critical',
  confidence: 'structural',
  needs: ['service', 'program', 'http'],
  tokens: signingTokens,
  why: 'If the variable is forgotten in one deployment, the service starts all the same and signs with a value that everybody can read in the repository: anyone can log in as anyone.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Refuse to start without the variable; give a default for development only.',
      code: "const secret = process.env.SESSION_SECRET\nif (!secret) throw new Error('SESSION_SECRET is not set')",
    },
  ],
  references: [
    { title: 'OWASP ASVS 5.0, V13.3.1', url: 'https://github.com/OWASP/ASVS/tree/v5.0.0' },
    { title: 'CWE-798: use of hard-coded credentials', url: 'https://cwe.mitre.org/data/definitions/798.html' },
  ],
  falsePositives: [
    'A default that holds only outside production.',
    'An empty default, with which nothing can be signed.',
    'Variables that merely end in SECRET_NAME, _REGION or _ID and sign nothing.',
    'A random value made at start.',
  ],
  examples: [
    { name: 'no fallback', outcome: 'pass', files: SERVER('process.env.SESSION_SECRET') },
    {
      name: 'a fallback for development only',
      outcome: 'pass',
      files: SERVER("process.env.NODE_ENV === 'production' ? process.env.SESSION_SECRET : 'development'"),
    },
    {
      name: 'random when not set',
      outcome: 'pass',
      files: SERVER("process.env.SESSION_SECRET || require('crypto').randomBytes(32).toString('hex')"),
    },
    {
      name: 'a literal fallback',
      outcome: 'fail',
      severity: 'critical',
      line: 3,
      says: 'SESSION_SECRET',
      files: SERVER("process.env.SESSION_SECRET || 'keyboard cat'"),
    },
    {
      name: 'a fallback in another file',
      outcome: 'fail',
      line: 1,
      files: project('express@5 jsonwebtoken@9', {
        'server.js':
          "const app = require('express')()\nconst jwt = require('jsonwebtoken')\nconst config = require('./config')\napp.post('/login', (req, res) => res.json({ token: jwt.sign({ sub: 1 }, config.jwt.secret, { expiresIn: '1h' }) }))\napp.listen(3000)\n",
        'config.js': "module.exports = { jwt: { secret: process.env.JWT_SECRET ?? 'changeme' } }\n",
      }),
    },
    {
      name: 'a schema default',
      outcome: 'fail',
      files: project('express@5 jsonwebtoken@9 zod@4', {
        'server.js':
          "const app = require('express')()\nconst jwt = require('jsonwebtoken')\nconst { z } = require('zod')\nconst env = z.object({ JWT_SECRET: z.string().default('secret') }).parse(process.env)\napp.post('/login', (req, res) => res.json({ token: jwt.sign({ sub: 1 }, env.JWT_SECRET, { expiresIn: '1h' }) }))\napp.listen(3000)\n",
      }),
    },
    {
      name: 'nothing is signed',
      outcome: 'not-applicable',
      files: project('express@5', {
        'server.js': "require('express')().listen(process.env.API_SECRET_REGION || 'eu')\n",
      }),
    },
    { name: 'a secret from elsewhere', outcome: 'unknown', files: SERVER("require('company-vault').get('session')") },
  ],
  evaluate({ service, program, http }) {
    const inapplicable = unlessService(service)
    if (inapplicable) return inapplicable
    const secrets = signingSecrets(program, http).filter(
      ({ value, use }) => use !== 'signatures' || possibilities(value).some((option) => option.kind === 'environment'),
    )
    const judged = secrets.map((secret) => ({ secret, state: stateOf(secret.value) }))
    const findings = judged.flatMap(({ secret, state }) =>
      typeof state === 'object' ? [findingOf(secret, state)] : [],
    )
    if (findings.length > 0) return fail(findings, judged.filter(({ state }) => state === 'safe').length)
    const safe = judged.filter(({ state }) => state === 'safe')
    if (safe.length > 0)
      return pass(
        safe.map(({ secret }) => codeAt(secret.file, secret.at, secret.use)),
        safe.length,
      )
    if (judged.some(({ state }) => state === 'open'))
      return unknown(
        'where the signing secret comes from could not be followed',
        judged.slice(0, 2).map(({ secret }) => codeAt(secret.file, secret.at)),
      )
    return notApplicable(
      judged.length > 0
        ? 'the signing secret is not read from the environment (see environment/live-credential)'
        : 'nothing is signed with a secret',
    )
  },
})

function findingOf(secret: SigningSecret, { name, fallback }: { name: string; fallback: Value }): FindingDraft {
  const place = 'site' in fallback && fallback.site ? siteAt(fallback.site) : undefined
  const origin = possibilities(secret.value).find(
    (option): option is EnvironmentValue => option.kind === 'environment',
  )?.site
  const evidence = [
    place ?? (origin ? siteAt(origin) : codeAt(secret.file, secret.at)),
    codeAt(secret.file, secret.at, `signs ${secret.use}`),
  ]
  return {
    message: `${name} falls back to a literal, and signs ${secret.use}`,
    evidence,
    severity: secret.use === 'signatures' ? 'warning' : 'critical',
  }
}

/** A variable with a usable literal as default; else whether the value is safe, hard-coded or not known. */
function stateOf(value: Value): { name: string; fallback: Value } | 'safe' | 'literal' | 'open' {
  const states = possibilities(value).map((option) => {
    if (option.kind === 'environment') return fallbackOf(option) ?? 'safe'
    if (option.kind === 'literal')
      return option.value === '' || option.value === undefined || option.value === null ? 'safe' : 'literal'
    if (option.kind === 'instance' && /random|uuid|nanoid/i.test(option.name)) return 'safe'
    return 'open'
  })
  return (
    states.find((state) => typeof state === 'object') ??
    (states.every((state) => state === states[0]) ? states[0]! : states.includes('open') ? 'open' : 'safe')
  )
}

function fallbackOf({ name, fallback }: EnvironmentValue): { name: string; fallback: Value } | undefined {
  const inner = fallback && possibilities(fallback)
  const used = inner?.find(
    (option) =>
      (option.kind === 'literal' && typeof option.value === 'string' && option.value.trim() !== '') ||
      (option.kind === 'environment' && fallbackOf(option)),
  )
  if (!used) return undefined
  return used.kind === 'environment' ? fallbackOf(used) : { name, fallback: used }
}
