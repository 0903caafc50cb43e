import { callAt, siteAt } from '../../derive/evidence.ts'
import { outboundCalls, outboundTokens, type OutboundCall } from '../../derive/outbound/outbound-calls.ts'
import { unlessService } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

const SERVER = (handler: string, before = '', dependencies = ''): Record<string, string> =>
  project(`express@5 ${dependencies}`, {
    'server.js': `const app = require('express')()\n${before}app.get('/', async (req, res) => {\n  ${handler}\n})\napp.listen(3000)\n`,
  })
const AXIOS = "const axios = require('axios')\n"

export default defineRule({
  id: 'error-handling/outbound-timeout',
  catalogue: 'ER09',
  title: 'A request to another service may wait without limit',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'program', 'packages'],
  tokens: outboundTokens,
  why: 'When the other service hangs, every request that needs it hangs too, holding memory and often a database connection, until nothing is left for the others. axios, got and node:http wait for ever by default; fetch waits 300 seconds for the headers and as long for each piece of the body, which is too long for any caller.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'fetch: give each call a signal.',
      code: 'fetch(url, { signal: AbortSignal.timeout(5_000) })',
    },
    {
      for: 'any',
      effort: 'S',
      text: 'axios and got: set the timeout once, on the instance that all calls use.',
      code: 'const http = axios.create({ timeout: 5_000 })\nconst client = got.extend({ timeout: { request: 5_000 } })',
    },
    {
      for: 'nest',
      effort: 'S',
      text: 'Register the module with a timeout.',
      code: 'HttpModule.register({ timeout: 5_000 })',
    },
    {
      for: 'any',
      effort: 'S',
      text: 'For all calls of fetch at once, set the limits of the dispatcher (package undici).',
      code: 'setGlobalDispatcher(new Agent({ headersTimeout: 5_000, bodyTimeout: 10_000 }))',
    },
  ],
  references: [
    {
      title: 'MDN: AbortSignal.timeout()',
      url: 'https://developer.mozilla.org/en-US/docs/Web/API/AbortSignal/timeout_static',
    },
    { title: 'axios: request config', url: 'https://axios-http.com/docs/req_config' },
    {
      title: 'AWS Well-Architected: set client timeouts',
      url: 'https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_mitigate_interaction_failure_client_timeouts.html',
    },
  ],
  falsePositives: [
    'A client that was made with a timeout: `axios.create`, `got.extend`, `axios.defaults`, a global dispatcher.',
    'A wrapper of the project that adds the signal.',
    'A caller that gives up by itself (`Promise.race`, `pTimeout`).',
    'ky, which gives up after ten seconds.',
    'A path of its own, and code that runs in the browser.',
    'Calls that are made only while the service starts.',
  ],
  examples: [
    {
      name: 'a signal',
      outcome: 'pass',
      line: 3,
      files: SERVER(
        "res.json(await (await fetch('https://api.example.com', { signal: AbortSignal.timeout(5000) })).json())",
      ),
    },
    {
      name: 'a wrapper that adds the signal',
      outcome: 'pass',
      files: {
        ...SERVER(
          "res.send(await get('https://api.example.com', { headers: {} }))",
          "const { get } = require('./http')\n",
        ),
        'http.js':
          'exports.get = async (url, options) => {\n  const controller = new AbortController()\n  const timer = setTimeout(() => controller.abort(), 5000)\n  try { return (await fetch(url, { ...options, signal: controller.signal })).text() } finally { clearTimeout(timer) }\n}\n',
      },
    },
    {
      name: 'a signal that is added to the options',
      outcome: 'pass',
      files: SERVER(
        "const options = { method: 'POST' }\n  options.signal = AbortSignal.timeout(1000)\n  res.send((await fetch('https://api.example.com', options)).status)",
      ),
    },
    {
      name: 'limits of the global dispatcher',
      outcome: 'pass',
      files: SERVER(
        "res.send((await fetch('https://api.example.com')).status)",
        "const { Agent, setGlobalDispatcher } = require('undici')\nsetGlobalDispatcher(new Agent({ headersTimeout: 5000 }))\n",
        'undici@7',
      ),
    },
    {
      name: 'an instance of axios with a timeout, in another file',
      outcome: 'pass',
      files: {
        ...SERVER("res.json((await api.get('/users')).data)", "const api = require('./api')\n", 'axios@1'),
        'api.js': "module.exports = require('axios').create({ baseURL: process.env.API, timeout: 5000 })\n",
      },
    },
    {
      name: 'axios.defaults',
      outcome: 'pass',
      files: SERVER(
        "res.json((await axios.post('https://api.example.com', {})).data)",
        `${AXIOS}axios.defaults.timeout = 5000\n`,
        'axios@1',
      ),
    },
    {
      name: 'got.extend',
      outcome: 'pass',
      files: SERVER(
        "res.json(await client.get('users').json())",
        "const got = require('got')\nconst client = got.extend({ timeout: { request: 5000 } })\n",
        'got@11',
      ),
    },
    {
      name: 'the caller gives up',
      outcome: 'pass',
      files: SERVER(
        "res.send(await Promise.race([fetch('https://api.example.com'), new Promise((_, no) => setTimeout(no, 1000))]))",
      ),
    },
    {
      name: 'ky',
      outcome: 'pass',
      files: project('express@5 ky@1', {
        'server.mjs':
          "import express from 'express'\nimport ky from 'ky'\nconst app = express()\napp.get('/', async (req, res) => res.json(await ky.get('https://api.example.com').json()))\napp.listen(3000)\n",
      }),
    },
    {
      name: 'node:https with a timeout of the request',
      outcome: 'pass',
      files: SERVER(
        "const request = https.get('https://api.example.com', (answer) => answer.pipe(res))\n  request.setTimeout(5000, () => request.destroy())",
        "const https = require('https')\n",
      ),
    },
    {
      name: 'superagent',
      outcome: 'pass',
      files: SERVER(
        "res.send(await agent.get('https://api.example.com').set('a', 'b').timeout(5000))",
        "const agent = require('superagent')\n",
        'superagent@10',
      ),
    },
    {
      name: 'fetch without a signal',
      outcome: 'fail',
      line: 3,
      says: '300 s',
      files: SERVER("res.json(await (await fetch('https://api.example.com')).json())"),
    },
    {
      name: 'axios without a timeout',
      outcome: 'fail',
      line: 4,
      says: 'axios',
      files: SERVER("res.json((await axios.get('https://api.example.com', { headers: {} })).data)", AXIOS, 'axios@1'),
    },
    {
      name: 'an instance of axios without a timeout',
      outcome: 'fail',
      files: SERVER(
        "res.json((await api.post('/users', req.body)).data)",
        `${AXIOS}const api = axios.create({ baseURL: process.env.API })\n`,
        'axios@1',
      ),
    },
    {
      name: 'a timeout of 0, which is none',
      outcome: 'fail',
      files: SERVER("res.json((await axios({ url: 'https://api.example.com', timeout: 0 })).data)", AXIOS, 'axios@1'),
    },
    {
      name: 'a job that calls another service',
      outcome: 'fail',
      files: project('bullmq@5 got@11', {
        'worker.js':
          "const { Worker } = require('bullmq')\nconst got = require('got')\nnew Worker('sync', async (job) => { await got.post('https://api.example.com', { json: job.data }) }, { connection: {} })\n",
      }),
    },
    {
      name: 'HttpService of Nest',
      outcome: 'fail',
      says: 'HttpService',
      files: project('@nestjs/core@11 @nestjs/common@11 @nestjs/axios@4', {
        'main.ts':
          "import { NestFactory } from '@nestjs/core'\nimport { Module, Controller, Get } from '@nestjs/common'\nimport { HttpModule, HttpService } from '@nestjs/axios'\n@Controller()\nclass AppController {\n  constructor(private readonly http: HttpService) {}\n  @Get() find() { return this.http.get('https://api.example.com') }\n}\n@Module({ imports: [HttpModule], controllers: [AppController] })\nclass AppModule {}\nNestFactory.create(AppModule).then((app) => app.listen(3000))\n",
      }),
    },
    {
      name: 'HttpModule with a timeout',
      outcome: 'pass',
      files: project('@nestjs/core@11 @nestjs/common@11 @nestjs/axios@4', {
        'main.ts':
          "import { NestFactory } from '@nestjs/core'\nimport { Module, Controller, Get } from '@nestjs/common'\nimport { HttpModule, HttpService } from '@nestjs/axios'\n@Controller()\nclass AppController {\n  constructor(private readonly http: HttpService) {}\n  @Get() find() { return this.http.get('https://api.example.com') }\n}\n@Module({ imports: [HttpModule.register({ timeout: 5000 })], controllers: [AppController] })\nclass AppModule {}\nNestFactory.create(AppModule).then((app) => app.listen(3000))\n",
      }),
    },
    {
      name: 'it calls no other service',
      outcome: 'not-applicable',
      files: SERVER("res.send('ok')"),
    },
    {
      name: 'a path of its own',
      outcome: 'not-applicable',
      files: SERVER("res.send((await fetch('/api/users')).status)"),
    },
    {
      name: 'a method of the project that is called fetch',
      outcome: 'not-applicable',
      files: SERVER(
        'res.json(new Metrics().all())',
        'class Metrics {\n  all() { return this.fetch() }\n  fetch() { return [] }\n}\n',
      ),
    },
    {
      name: 'only while it starts',
      outcome: 'not-applicable',
      files: project('express@5', {
        'server.mjs':
          "import express from 'express'\nconst settings = await (await fetch('https://config.example.com')).json()\nexpress().listen(settings.port)\n",
      }),
    },
    {
      name: 'a timeout that only the deployment knows',
      outcome: 'unknown',
      files: SERVER(
        "res.json((await axios.get('https://api.example.com', { timeout: process.env.API_TIMEOUT })).data)",
        AXIOS,
        'axios@1',
      ),
    },
    {
      name: 'options from elsewhere',
      outcome: 'unknown',
      files: SERVER(
        "res.send((await fetch('https://api.example.com', options)).status)",
        "const { options } = require('company-http')\n",
      ),
    },
  ],
  evaluate({ service, program, packages }) {
    const inapplicable = unlessService(service)
    if (inapplicable) return inapplicable
    const calls = outboundCalls(program, packages)
    const running = calls.filter(({ event }) => event.phase === 'callback')
    const [unseen] = calls.filter(({ event }) => event.phase === 'unseen')
    if (running.length === 0)
      return unseen
        ? unknown('whether a request or a job makes this call could not be followed', [callAt(unseen.event)])
        : notApplicable('no request and no job calls another service over HTTP')
    const bounded = running.filter(({ bound }) => bound.state === 'bounded')
    const waiting = running.filter(({ bound }) => bound.state === 'default' || bound.state === 'endless')
    if (waiting.length > 0)
      return fail(
        waiting.map((call) => ({ message: describeWait(call), evidence: [callAt(call.event)] })),
        bounded.length,
      )
    if (bounded.length === 0)
      return unknown(
        'the options of the calls are not known',
        running.map(({ event }) => callAt(event)),
      )
    return pass(
      bounded.map(({ event, bound }) => (bound.site ? siteAt(bound.site) : callAt(event))),
      bounded.length,
    )
  },
})

function describeWait({ library, bound }: OutboundCall): string {
  return bound.state === 'default'
    ? `${library} without a signal gives up only after 300 s without an answer, which is too long`
    : `${library} without a timeout waits for ever when the other service hangs`
}
