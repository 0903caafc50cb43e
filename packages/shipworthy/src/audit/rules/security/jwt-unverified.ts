import { callAt } from '../../derive/evidence.ts'
import { siteOf, type CallEvent } from '../../derive/execution/call-event.ts'
import type { Execution } from '../../derive/execution/execution.ts'
import { isNode } from '../../derive/program/file-index.ts'
import type { Value } from '../../derive/program/value.ts'
import { unlessService } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown, type FindingDraft } from '../rule.ts'

const VERIFIES =
  /^(jsonwebtoken\.verify|jose\.(jwtVerify|compactVerify|jwtDecrypt)|jwt-simple\.decode|fast-jwt\.createVerifier|koa-jwt|express-jwt(\.expressjwt)?|passport-jwt\.Strategy|hono\/jwt\.(jwt|verify)|@nestjs\/jwt\.JwtService\(\)\.(verify|verifyAsync)|njwt\.verify|google-auth-library.*verifyIdToken|aws-jwt-verify.*|@fastify\/jwt|fastify-jwt|.*\.jwtVerify|\?\.jwtVerify)$/
const DECODES =
  /^(jsonwebtoken\.decode|jose\.decodeJwt|jwt-decode(\.jwtDecode|\.default)?|@nestjs\/jwt\.JwtService\(\)\.decode|hono\/jwt\.decode)$/

const APP = "const app = require('express')()\nconst jwt = require('jsonwebtoken')\n"
const END = "app.get('/me', (req, res) => res.json(req.user))\napp.listen(3000)\n"

export default defineRule({
  id: 'security/jwt-unverified',
  catalogue: 'SE07',
  title: 'A token is trusted without being verified',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'program'],
  tokens: {
    packages: [
      'jsonwebtoken',
      'jose',
      'jwt-decode',
      'jwt-simple',
      'fast-jwt',
      'express-jwt',
      'koa-jwt',
      'passport-jwt',
      '@nestjs/jwt',
      '@fastify/jwt',
      'hono',
    ],
  },
  why: 'Decoding only reads what the client wrote. Whoever changes the user id in the token is that user, as long as nobody checks the signature.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Verify, and name the algorithms that are accepted.',
      code: "const claims = jwt.verify(token, secret, { algorithms: ['HS256'] })",
    },
  ],
  references: [
    { title: 'RFC 8725: JWT best current practices', url: 'https://www.rfc-editor.org/rfc/rfc8725' },
    { title: 'OWASP ASVS 5.0, V9.1', url: 'https://github.com/OWASP/ASVS/tree/v5.0.0' },
  ],
  falsePositives: [
    'Decoding for display or logging, and after verification.',
    'A missing `algorithms` option: jsonwebtoken 9 derives the family from the key.',
  ],
  examples: [
    {
      name: 'verified',
      outcome: 'pass',
      line: 3,
      files: project('express@5 jsonwebtoken@9', {
        'server.js': `${APP}app.use((req, res, next) => { req.user = jwt.verify(req.headers.authorization, process.env.SECRET); next() })\n${END}`,
      }),
    },
    {
      name: 'decoded for a log',
      outcome: 'pass',
      files: project('express@5 jsonwebtoken@9', {
        'server.js': `${APP}app.use((req, res, next) => { console.log(jwt.decode(req.headers.authorization)); req.user = jwt.verify(req.headers.authorization, process.env.SECRET); next() })\n${END}`,
      }),
    },
    {
      name: 'the decoded token becomes the user',
      outcome: 'fail',
      severity: 'critical',
      line: 3,
      files: project('express@5 jsonwebtoken@9', {
        'server.js': `${APP}app.use((req, res, next) => { req.user = jwt.decode(req.headers.authorization); next() })\n${END}`,
      }),
    },
    {
      name: 'the algorithm none',
      outcome: 'fail',
      says: 'none',
      files: project('express@5 jsonwebtoken@9', {
        'server.js': `${APP}app.use((req, res, next) => { req.user = jwt.verify(req.headers.authorization, '', { algorithms: ['none'] }); next() })\n${END}`,
      }),
    },
    {
      name: 'no tokens',
      outcome: 'not-applicable',
      files: project('express@5', { 'server.js': "require('express')().listen(3000)\n" }),
    },
    {
      name: 'decoded, and nobody is seen to verify',
      outcome: 'unknown',
      files: project('express@5 jsonwebtoken@9', {
        'server.js': `${APP}app.use((req, res, next) => { const claims = jwt.decode(req.headers.authorization); res.locals.name = claims.name; next() })\n${END}`,
      }),
    },
  ],
  evaluate({ service, program }) {
    const inapplicable = unlessService(service)
    if (inapplicable) return inapplicable
    const verified = program.matching(VERIFIES).filter(({ force }) => force !== 'off')
    const decoded = program.matching(DECODES).filter(({ force, phase }) => force !== 'off' && phase !== 'unseen')
    const findings: FindingDraft[] = []
    for (const event of verified) {
      if (acceptsNone(program, event))
        findings.push({
          message: 'verification accepts the algorithm none',
          evidence: [callAt(event)],
          severity: 'critical',
        })
    }
    for (const event of decoded) {
      if (becomesUser(event) && !verified.some((other) => other.file === event.file)) {
        findings.push({
          message: 'what the token says becomes the user, and nothing verifies it',
          evidence: [callAt(event)],
          severity: event.force === 'on' ? 'critical' : 'warning',
        })
      }
    }
    if (findings.length > 0) return fail(findings, verified.length)
    if (verified.length > 0)
      return pass(
        verified.map((event) => callAt(event)),
        verified.length,
      )
    if (decoded.length > 0)
      return unknown(
        'tokens are decoded, and where they are verified is not in the project',
        decoded.map((event) => callAt(event)),
      )
    return notApplicable('it takes no JSON Web Tokens')
  },
})

function acceptsNone(program: Execution, event: CallEvent): boolean {
  return program.evaluator
    .arguments(siteOf(event))
    .some((value) => value.kind === 'record' && listsNone(value.get('algorithms')))
}

function listsNone(value: Value | undefined): boolean {
  return (
    value?.kind === 'list' &&
    value.items().some((item) => item.kind === 'literal' && String(item.value).toLowerCase() === 'none')
  )
}

/** `req.user = decode(token)`, `ctx.state.user = decode(token)` */
function becomesUser({ file, callIndex }: CallEvent): boolean {
  return file.assignments.some(
    ({ target, value }) =>
      isNode(target) &&
      target.type === 'member' &&
      /^(user|currentUser|auth|session|account|userId|uid)$/.test(target.property) &&
      isNode(value) &&
      ((value.type === 'call' && value.call === callIndex) ||
        (value.type === 'member' &&
          isNode(value.object) &&
          value.object.type === 'call' &&
          value.object.call === callIndex)),
  )
}
