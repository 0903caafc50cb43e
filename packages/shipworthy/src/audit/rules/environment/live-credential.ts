import { codeAt, settingAt, siteAt } from '../../derive/evidence.ts'
import { signingSecrets, signingTokens } from '../../derive/signing-secrets.ts'
import { possibilities } from '../../derive/program/value.ts'
import type { Views } from '../../derive/views.ts'
import type { CredentialCandidate } from '../../facts/settings.ts'
import { baseName } from '../../facts/paths.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown, type FindingDraft } from '../rule.ts'

/** A made-up key in the provider's format. */
const STRIPE = ['sk', 'live', 'Jq8vX2mN7pLw4Rt9Zb3Ks6Yc'].join('_')
const APP = "const app = require('express')()\n"

export default defineRule({
  id: 'environment/live-credential',
  catalogue: 'EN01',
  title: 'A live credential is in the repository',
  severity: 'critical',
  confidence: 'structural',
  needs: ['repository', 'files', 'program', 'http', 'service'],
  tokens: signingTokens,
  why: 'Everyone who can read the repository, a fork, a backup or a build log can use it, now and from the history after it is deleted. Scanners find such keys within minutes of a push.',
  remedies: [
    {
      for: 'any',
      effort: 'M',
      text: 'Revoke the credential first, then read it from the environment or a secret store, then take it out of the history.',
      code: 'const key = process.env.STRIPE_SECRET_KEY',
    },
  ],
  references: [
    { title: 'OWASP ASVS 5.0, V13.3.1', url: 'https://github.com/OWASP/ASVS/tree/v5.0.0' },
    {
      title: 'GitHub: removing sensitive data',
      url: 'https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/removing-sensitive-data-from-a-repository',
    },
  ],
  falsePositives: [
    "AWS's documentation key and other examples.",
    'Tokens whose checksum does not hold.',
    'Keys in tests, fixtures, examples and documentation.',
    'Publishable keys, which belong in the browser.',
  ],
  examples: [
    {
      name: 'read from the environment',
      outcome: 'pass',
      files: project('express@5 stripe@17', {
        'server.js': `${APP}require('stripe')(process.env.STRIPE_SECRET_KEY)\napp.listen(3000)\n`,
      }),
    },
    {
      name: 'an example key of the documentation',
      outcome: 'pass',
      files: project('express@5', { 'server.js': `${APP}const key = 'AKIAIOSFODNN7EXAMPLE'\napp.listen(3000)\n` }),
    },
    {
      name: 'a live key in the code',
      outcome: 'fail',
      severity: 'critical',
      line: 2,
      files: project('express@5 stripe@17', {
        'server.js': `${APP}require('stripe')('${STRIPE}')\napp.listen(3000)\n`,
      }),
    },
    {
      name: 'a session secret written down',
      outcome: 'fail',
      severity: 'critical',
      line: 2,
      says: 'session cookies',
      files: project('express@5 express-session@1', {
        'server.js': `${APP}app.use(require('express-session')({ secret: 'nobody will guess this' }))\napp.listen(3000)\n`,
      }),
    },
    {
      name: 'a key in a test',
      outcome: 'pass',
      files: {
        ...project('express@5', { 'server.js': `${APP}app.listen(3000)\n` }),
        'test/payment.test.js': `const key = '${STRIPE}'\n`,
      },
    },
    { name: 'no source at all', outcome: 'not-applicable', files: { 'package.json': '{"name":"empty"}' } },
    {
      name: 'a source that does not parse',
      outcome: 'unknown',
      files: project('express@5 jsonwebtoken@9', {
        'server.js': "const jwt = require('jsonwebtoken')\nconst app = (\n",
      }),
    },
  ],
  evaluate({ repository, files, program, http, service }) {
    if (program.evaluator.sources.paths.length === 0 && repository.environmentFiles.length === 0)
      return notApplicable('no source and no configuration')
    const findings = [
      ...repository.credentials
        .filter(({ path }) => files.isTracked(path) || !files.git)
        .flatMap((candidate) => credentialFinding(candidate, { program })),
      ...(service.isService === true ? writtenSecrets({ program, http }) : []),
    ]
    if (findings.length > 0) return fail(findings)
    const [first] = program.modules
    if (first)
      return pass(
        settingAt(
          first,
          1,
          undefined,
          `${program.evaluator.sources.paths.length} source files hold no live credential`,
        ),
      )
    return program.evaluator.sources.paths.length > 0
      ? pass(settingAt(program.evaluator.sources.paths[0]!, 1, undefined, 'no live credential found'))
      : unknown('nothing could be read')
  },
})

function credentialFinding(
  { path, line, column, provider, redacted, checksum }: CredentialCandidate,
  { program }: Pick<Views, 'program'>,
): FindingDraft[] {
  const evidence = [{ ...settingAt(path, line, redacted, checksum ? 'its checksum holds' : undefined), column }]
  if (provider !== 'private key') return [{ message: `${provider} in a tracked file`, evidence, severity: 'critical' }]
  // A key file counts as live when code that runs names it, or when it is written into such code.
  const isUsed =
    program.modules.has(path) ||
    [...program.modules].some((module) => program.evaluator.sources.parse(module)?.text.includes(baseName(path)))
  return [
    {
      message: isUsed
        ? 'a private key that running code uses is in a tracked file'
        : 'a private key is in a tracked file',
      evidence,
      severity: isUsed && program.modules.has(path) ? 'critical' : 'warning',
    },
  ]
}

/** Secrets that sign sessions or tokens and are written into the code, with no variable at all. */
function writtenSecrets({ program, http }: Pick<Views, 'program' | 'http'>): FindingDraft[] {
  return signingSecrets(program, http).flatMap(({ value, use, file, at, event }): FindingDraft[] => {
    if (use === 'signatures' || event.phase === 'unseen') return []
    const options = possibilities(value)
    const literal = options.length === 1 && options[0]!.kind === 'literal' ? options[0]! : undefined
    if (literal?.kind !== 'literal' || typeof literal.value !== 'string' || literal.value.trim() === '') return []
    const evidence = [...(literal.site ? [siteAt(literal.site)] : []), codeAt(file, at, `signs ${use}`)]
    return [{ message: `the secret that signs ${use} is written into the code`, evidence, severity: 'critical' }]
  })
}
