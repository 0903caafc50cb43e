import { codeAt } from '../../derive/evidence.ts'
import { certificateChecks, certificateTokens } from '../../derive/tls/certificate-checks.ts'
import { unlessService } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

const APP =
  "const express = require('express')\nconst { Pool } = require('pg')\nconst https = require('https')\nconst app = express()\n"
const END = "app.get('/', (req, res) => res.end())\napp.listen(3000)\n"

export default defineRule({
  id: 'tls/verify-disabled-code',
  catalogue: 'TL09',
  title: 'The code accepts any certificate',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'program'],
  tokens: certificateTokens,
  why: 'The connection is encrypted to whoever answers. Somebody on the way, in a shared network or behind a forged DNS answer, reads and changes what is sent: passwords, rows, card data.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Leave the check on. Where the certificate is signed by a private authority, hand its certificate over.',
      code: "ssl: { ca: fs.readFileSync('/etc/ssl/private-ca.pem', 'utf8') }",
    },
    {
      for: 'pg',
      effort: 'S',
      text: 'Providers publish the certificate of their authority: take it from them, in an environment variable.',
      code: 'ssl: { ca: process.env.DATABASE_CA }',
    },
  ],
  references: [
    {
      title: 'Node.js: tls.connect, rejectUnauthorized',
      url: 'https://nodejs.org/api/tls.html#tlsconnectoptions-callback',
    },
    { title: 'node-postgres: SSL', url: 'https://node-postgres.com/features/ssl' },
    { title: 'OWASP ASVS 5.0, V12.3.1', url: 'https://github.com/OWASP/ASVS/tree/v5.0.0' },
  ],
  falsePositives: [
    'A switch that somebody must turn on, in the environment or in the settings of a user.',
    'Programs that look at the certificate themselves, such as a monitor of its expiry.',
    'Connections to the same machine, and code in comments.',
  ],
  examples: [
    {
      name: 'the check is on',
      outcome: 'pass',
      files: project('express@5 pg@8', {
        'server.js': `${APP}const pool = new Pool({ ssl: { rejectUnauthorized: true } })\n${END}`,
      }),
    },
    {
      name: 'a switch that is off',
      outcome: 'pass',
      files: project('express@5 pg@8', {
        'server.js': `${APP}const pool = new Pool({ ssl: process.env.ALLOW_SELF_SIGNED === 'true' ? { rejectUnauthorized: false } : true })\n${END}`,
      }),
    },
    {
      name: 'a monitor of certificates',
      outcome: 'pass',
      files: project('express@5', {
        'server.js': `const app = require('express')()\nconst tls = require('tls')\napp.get('/expiry', (req, res) => { const socket = tls.connect({ host: 'example.org', port: 443, rejectUnauthorized: false }, () => res.json(socket.getPeerCertificate())) })\napp.listen(3000)\n`,
      }),
    },
    {
      name: 'the same machine',
      outcome: 'pass',
      files: project('express@5', {
        'server.js': `const https = require('https')\nconst app = require('express')()\napp.get('/', (req, res) => https.get({ host: 'localhost', port: 8443, rejectUnauthorized: false }, (answer) => answer.pipe(res)))\napp.listen(3000)\n`,
      }),
    },
    {
      name: 'only a comment',
      outcome: 'not-applicable',
      files: project('express@5 pg@8', {
        'server.js': `${APP}// ssl: { rejectUnauthorized: false }\nconst pool = new Pool()\n${END}`,
      }),
    },
    {
      name: 'off for the database in production',
      outcome: 'fail',
      severity: 'warning',
      line: 5,
      files: project('express@5 pg@8', {
        'server.js': `${APP}const pool = new Pool({ ssl: process.env.NODE_ENV === 'production' ? { rejectUnauthorized: false } : false })\n${END}`,
      }),
    },
    {
      name: 'off for a database on a public host',
      outcome: 'fail',
      severity: 'critical',
      files: project('express@5 pg@8', {
        'server.js': `${APP}const pool = new Pool({ host: 'db.example.com', ssl: { rejectUnauthorized: false } })\n${END}`,
      }),
    },
    {
      name: 'off for every connection of the process',
      outcome: 'fail',
      severity: 'critical',
      line: 5,
      files: project('express@5 pg@8', {
        'server.js': `${APP}process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'\n${END}`,
      }),
    },
    {
      name: 'off for an agent in another file',
      outcome: 'fail',
      severity: 'warning',
      files: project('express@5', {
        'server.ts': `import express from 'express'\nimport { agent } from './agent.ts'\nconst app = express()\napp.get('/', async (req, res) => res.json(agent))\napp.listen(3000)\n`,
        'agent.ts': `import { Agent } from 'node:https'\nconst options = { keepAlive: true, rejectUnauthorized: false }\nexport const agent = new Agent(options)\n`,
      }),
    },
    {
      name: 'a setting decides',
      outcome: 'unknown',
      files: project('express@5 pg@8 settings@1', {
        'server.js': `${APP}const settings = require('settings')\nconst pool = new Pool({ ssl: settings.isStrict ? true : { rejectUnauthorized: false } })\n${END}`,
      }),
    },
  ],
  evaluate({ service, program }) {
    const inapplicable = unlessService(service)
    if (inapplicable) return inapplicable
    const written = certificateChecks(program)
    if (written.length === 0) return notApplicable('it sets nothing about checking certificates')
    const disabled = written.filter(({ state }) => state === 'on')
    const checked = written.filter(({ state }) => state === 'off')
    const findings = disabled.map(({ file, at, severity, message }) => ({
      message,
      severity,
      evidence: [codeAt(file, at)],
    }))
    if (findings.length > 0) return fail(findings, checked.length)
    const open = written.filter(({ state }) => state === 'maybe')
    if (open.length > 0)
      return unknown(
        'whether certificates are checked depends on a setting that is not known',
        open.map(({ file, at }) => codeAt(file, at)),
      )
    return pass(
      checked.map(({ file, at, note }) => codeAt(file, at, note)),
      checked.length,
    )
  },
})
