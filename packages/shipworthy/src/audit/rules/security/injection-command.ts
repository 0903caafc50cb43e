import { callAt } from '../../derive/evidence.ts'
import { pathEvidence } from '../../derive/taint/taint-view.ts'
import { unlessService } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

const APP = "const app = require('express')()\nconst { exec, execFile, spawn } = require('child_process')\n"
const END = 'app.listen(3000)\n'

export default defineRule({
  id: 'security/injection-command',
  catalogue: 'SE02',
  title: 'A request is written into a command line',
  severity: 'critical',
  confidence: 'structural',
  needs: ['service', 'taint'],
  why: 'A shell reads the text: with a semicolon the client runs any program it likes, with the rights and the secrets of the service.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Start the program without a shell and hand over each argument on its own; end the options with --.',
      code: "execFile('ping', ['-c', '2', '--', req.body.address], callback)",
    },
    {
      for: 'any',
      effort: 'S',
      text: 'Where a shell is needed, take the value from a list of allowed ones.',
    },
  ],
  references: [
    {
      title: 'OWASP: OS command injection defense',
      url: 'https://cheatsheetseries.owasp.org/cheatsheets/OS_Command_Injection_Defense_Cheat_Sheet.html',
    },
    {
      title: 'Node.js: child_process.exec',
      url: 'https://nodejs.org/api/child_process.html#child_processexeccommand-options-callback',
    },
  ],
  falsePositives: [
    'execFile and spawn with a list of arguments and no shell.',
    'The $ of zx and execa, which quotes its values.',
    'RegExp.exec and Mongoose’s exec, which only share the name.',
  ],
  examples: [
    {
      name: 'a program with a list of arguments',
      outcome: 'pass',
      line: 3,
      files: project('express@5', {
        'server.js': `${APP}app.post('/ping', (req, res) => execFile('ping', ['-c', '2', '--', req.body.address], (error, out) => res.send(out)))\n${END}`,
      }),
    },
    {
      name: 'zx quotes its values',
      outcome: 'pass',
      files: project('express@5 zx@8', {
        'server.mjs': `import express from 'express'\nimport { $ } from 'zx'\nimport { execSync } from 'node:child_process'\nconst version = execSync('git rev-parse HEAD')\nconst app = express()\napp.post('/ping', async (req, res) => res.send(await $\`ping -c 2 \${req.body.address}\`))\n${END}`,
      }),
    },
    {
      name: 'an address from a list',
      outcome: 'pass',
      files: project('express@5', {
        'server.js': `${APP}const HOSTS = { a: '10.0.0.1', b: '10.0.0.2' }\napp.post('/ping', (req, res) => exec(\`ping -c 2 \${HOSTS[req.body.host]}\`, (error, out) => res.send(out)))\n${END}`,
      }),
    },
    {
      name: 'a regular expression',
      outcome: 'not-applicable',
      files: project('express@5', {
        'server.js': `const app = require('express')()\napp.get('/', (req, res) => res.send(/a/.exec(req.query.name)))\n${END}`,
      }),
    },
    {
      name: 'written into the line',
      outcome: 'fail',
      severity: 'critical',
      line: 4,
      files: project('express@5', {
        'server.js': `${APP}app.post('/ping', (req, res) => {\n  exec('ping -c 2 ' + req.body.address, (error, out) => res.send(out))\n})\n${END}`,
      }),
    },
    {
      name: 'spawn with a shell',
      outcome: 'fail',
      severity: 'critical',
      files: project('express@5', {
        'server.js': `${APP}app.post('/ping', (req, res) => { spawn('ping', ['-c', '2', req.body.address], { shell: true }).stdout.pipe(res) })\n${END}`,
      }),
    },
    {
      name: 'a shell that is started by name',
      outcome: 'fail',
      severity: 'critical',
      files: project('koa@3 @koa/router@14', {
        'server.mjs': `import Koa from 'koa'\nimport Router from '@koa/router'\nimport { spawn } from 'node:child_process'\nconst app = new Koa()\nconst router = new Router()\nrouter.get('/files/:name', (ctx) => {\n  const { name } = ctx.params\n  const child = spawn('sh', ['-c', \`cat /data/\${name}\`])\n  ctx.body = child.stdout\n})\napp.use(router.routes())\n${END}`,
      }),
    },
    {
      name: 'no programs are started',
      outcome: 'not-applicable',
      files: project('express@5', { 'server.js': `const app = require('express')()\n${END}` }),
    },
    {
      name: 'a line from the database',
      outcome: 'unknown',
      files: project('express@5 pg@8', {
        'server.js': `${APP}const { Pool } = require('pg')\nconst pool = new Pool()\napp.post('/run', async (req, res) => { const { rows } = await pool.query('SELECT line FROM jobs'); exec(rows[0].line) })\n${END}`,
      }),
    },
  ],
  evaluate({ service, taint }) {
    const inapplicable = unlessService(service)
    if (inapplicable) return inapplicable
    if (taint.commands.length === 0) return notApplicable('it starts no other programs')
    const written = taint.commands.filter(({ origin }) => origin.kind === 'request')
    const clean = taint.commands.filter(({ origin }) => origin.kind === 'constant')
    if (written.length > 0)
      return fail(
        written.map((sink) => ({
          message: 'what a client sends becomes part of the command line',
          evidence: pathEvidence(sink),
        })),
        clean.length,
      )
    const open = taint.commands.flatMap(({ event, origin }) =>
      origin.kind === 'unknown' ? [{ event, why: origin.why }] : [],
    )
    if (open.length > 0)
      return unknown(
        `the origin of a command could not be followed: ${open[0]!.why}`,
        open.map(({ event, why }) => callAt(event, why)),
      )
    return pass(
      clean.map(({ event }) => callAt(event)),
      clean.length,
    )
  },
})
