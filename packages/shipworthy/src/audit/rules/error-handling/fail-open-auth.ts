import { codeAt } from '../../derive/evidence.ts'
import { authMiddleware, type AuthMiddleware } from '../../derive/http/auth-middleware.ts'
import { unlessWeb } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown, type FindingDraft } from '../rule.ts'

const SERVER = (middleware: string): string =>
  `const app = require('express')()\nconst jwt = require('jsonwebtoken')\n${middleware}\napp.get('/orders', requireAuth, (req, res) => res.json([]))\napp.listen(3000)\n`
const GUARD = (caught: string, name = 'requireAuth'): string =>
  SERVER(
    `function ${name}(req, res, next) {\n  const token = req.headers.authorization\n  if (!token) return res.sendStatus(401)\n  try {\n    req.user = jwt.verify(token, process.env.SECRET)\n    next()\n  } catch (error) {\n    ${caught}\n  }\n}${name === 'requireAuth' ? '' : `\nconst requireAuth = ${name}`}`,
  )
const NEST = (caught: string): Record<string, string> =>
  project('@nestjs/core@11 @nestjs/common@11 @nestjs/platform-express@11 @nestjs/jwt@11', {
    'main.ts':
      "import { NestFactory } from '@nestjs/core'\nimport { AppModule } from './app.module.ts'\nasync function start() { const app = await NestFactory.create(AppModule); await app.listen(3000) }\nstart()\n",
    'app.module.ts': `import { Module, Controller, Get, UseGuards, Injectable, UnauthorizedException } from '@nestjs/common'\nimport { JwtService } from '@nestjs/jwt'\n@Injectable()\nexport class AuthGuard {\n  constructor(private readonly jwt: JwtService) {}\n  canActivate(context) {\n    const { headers } = context.switchToHttp().getRequest()\n    if (!headers.authorization) return false\n    try {\n      this.jwt.verify(headers.authorization)\n      return true\n    } catch (error) {\n      ${caught}\n    }\n  }\n}\n@Controller('orders')\nexport class Orders {\n  @UseGuards(AuthGuard)\n  @Get()\n  list() { return [] }\n}\n@Module({ controllers: [Orders] })\nexport class AppModule {}\n`,
  })

export default defineRule({
  id: 'error-handling/fail-open-auth',
  catalogue: 'ER12',
  title: 'A failed check of who asks lets the request through',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'http', 'program'],
  tokens: { packages: ['jsonwebtoken', 'jose', 'firebase-admin', '@nestjs/jwt', 'passport', 'fast-jwt'] },
  why: 'A token that is forged, expired or merely broken makes the check throw, and the handler of that error calls next: whoever sends rubbish gets what is meant for those who signed in.',
  remedies: [
    {
      for: 'express',
      effort: 'S',
      text: 'Refuse in the catch block, or hand the error on.',
      code: 'catch (error) { return res.sendStatus(401) }',
    },
    {
      for: 'nest',
      effort: 'S',
      text: 'Throw in the catch block of the guard.',
      code: 'catch { throw new UnauthorizedException() }',
    },
  ],
  references: [
    { title: 'OWASP ASVS 5.0, V16.5.3', url: 'https://github.com/OWASP/ASVS/tree/v5.0.0' },
    {
      title: 'OWASP: authorization, exit safely when authorization checks fail',
      url: 'https://cheatsheetseries.owasp.org/cheatsheets/Authorization_Cheat_Sheet.html',
    },
  ],
  falsePositives: [
    'Middleware that is optional by its name, for pages that greet those who signed in.',
    'Middleware that only attaches the user and refuses nobody.',
  ],
  examples: [
    {
      name: 'it refuses',
      outcome: 'pass',
      files: project('express@5 jsonwebtoken@9', { 'server.js': GUARD('res.sendStatus(401)') }),
    },
    {
      name: 'it hands the error on',
      outcome: 'pass',
      files: project('express@5 jsonwebtoken@9', { 'server.js': GUARD('next(error)') }),
    },
    { name: 'a guard that throws', outcome: 'pass', files: NEST('throw new UnauthorizedException()') },
    {
      name: 'optional by its name',
      outcome: 'not-applicable',
      files: project('express@5 jsonwebtoken@9', { 'server.js': GUARD('next()', 'optionalAuth') }),
    },
    {
      name: 'it only attaches the user',
      outcome: 'pass',
      files: project('express@5 jsonwebtoken@9', {
        'server.js': SERVER(
          'function requireAuth(req, res, next) { if (!req.user) return res.sendStatus(401); next() }\napp.use(function auth(req, res, next) { try { req.user = jwt.verify(req.headers.authorization, process.env.SECRET); next() } catch { next() } })',
        ),
      }),
    },
    {
      name: 'it calls next in catch',
      outcome: 'fail',
      severity: 'critical',
      line: 11,
      files: project('express@5 jsonwebtoken@9', { 'server.js': GUARD('console.error(error)\n    next()') }),
    },
    {
      name: 'a guard that returns true in catch',
      outcome: 'fail',
      severity: 'critical',
      files: NEST('return true'),
    },
    {
      name: 'the error of a callback',
      outcome: 'fail',
      severity: 'critical',
      files: project('express@5 jsonwebtoken@9', {
        'server.js': SERVER(
          'function requireAuth(req, res, next) {\n  if (!req.headers.authorization) return res.sendStatus(401)\n  jwt.verify(req.headers.authorization, process.env.SECRET, (err, user) => {\n    if (err) return next()\n    req.user = user\n    next()\n  })\n}',
        ),
      }),
    },
    {
      name: 'no authentication',
      outcome: 'not-applicable',
      files: project('express@5', {
        'server.js': "const app = require('express')()\napp.get('/', (req, res) => res.end())\napp.listen(3000)\n",
      }),
    },
    {
      name: 'it depends on the error',
      outcome: 'unknown',
      files: project('express@5 jsonwebtoken@9', {
        'server.js': GUARD("if (error.name === 'NotBeforeError') return next()\n    res.sendStatus(401)"),
      }),
    },
  ],
  evaluate({ service, http, program }) {
    const inapplicable = unlessWeb(service)
    if (inapplicable) return inapplicable
    const found = authMiddleware(program, http)
    if (found.length === 0) return notApplicable('no middleware was found that checks who a request is from')
    const open = found.filter(({ onFailure, refuses }) => onFailure === 'open' && refuses)
    const closed = found.filter(
      ({ onFailure, refuses }) => onFailure === 'closed' || (onFailure === 'open' && !refuses),
    )
    if (open.length > 0) return fail(open.map(finding), closed.length)
    const depends = found.filter(({ onFailure }) => onFailure === 'depends')
    if (depends.length > 0)
      return unknown(
        'for some errors of the check the request is let through',
        depends.map(({ file, openAt, verifiedAt }) => codeAt(file, openAt ?? verifiedAt)),
      )
    return pass(
      closed.map(({ file, verifiedAt, onFailure }) =>
        codeAt(
          file,
          verifiedAt,
          onFailure === 'closed' ? 'a failure is not let through here' : 'it only attaches the user',
        ),
      ),
      closed.length,
    )
  },
})

function finding({ name, file, openAt, verifiedAt, mount, routes, alone }: AuthMiddleware): FindingDraft {
  return {
    message: `${name} guards ${routes === 1 ? 'a route' : `${routes} routes`}, and lets a request through when the check fails`,
    severity: mount.force === 'on' && alone > 0 ? 'critical' : 'warning',
    evidence: [
      codeAt(file, openAt ?? verifiedAt),
      codeAt(file, verifiedAt, 'the check'),
      codeAt(mount.file, mount.at, 'mounted here'),
    ],
  }
}
