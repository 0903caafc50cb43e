import { missingHeaders, pageAnswers } from '../../derive/live/page-headers.ts'
import { headerEvidence } from '../../derive/live/describe-exchange.ts'
import { asked, httpFacts, pageHeaders, running } from '../live-example-kit.ts'
import { edgeHeaders } from '../../derive/edge/edge-limits.ts'
import { absence, codeAt } from '../../derive/evidence.ts'
import { siteOf } from '../../derive/execution/call-event.ts'
import { handlerCalls } from '../../derive/http/handler-functions.ts'
import type { Middleware } from '../../derive/http/route.ts'
import { mountedForce, optionsRecord, type MiddlewareKind } from '../../derive/http/middleware.ts'
import { nextHeaders } from '../../derive/http/next-config.ts'
import type { Views } from '../../derive/views.ts'
import type { Evidence } from '../../model/outcome.ts'
import { unlessWeb } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

const ALL_IN_ONE: MiddlewareKind = {
  made: /^(@shipworthy\/kit\/http\.createHttpProtection\(\)\.(fastify|node|fetch)|helmet(\.default)?|@fastify\/helmet|fastify-helmet|koa-helmet|hono\/secure-headers\.secureHeaders|lusca|express-security-headers|nosecone.*|@nosecone\/.*|next-secure-headers.*|next-safe.*)(\(\))?$/,
}
/** One header each. */
const PARTS: readonly [RegExp, string][] = [
  [
    /(helmet|lusca)\.(contentSecurityPolicy|csp)(\(\))?$|^(helmet-csp|koa-csp|express-csp-header.*)(\(\))?$/,
    'content-security-policy',
  ],
  [/(helmet|lusca)\.(hsts|strictTransportSecurity)(\(\))?$|^(hsts|express-hsts)(\(\))?$/, 'strict-transport-security'],
  [
    /(helmet|lusca)\.(noSniff|nosniff|xContentTypeOptions)(\(\))?$|^(dont-sniff-mimetype)(\(\))?$/,
    'x-content-type-options',
  ],
  [
    /(helmet|lusca)\.(frameguard|xframe|xFrameOptions)(\(\))?$|^(frameguard|x-frame-options)(\(\))?$/,
    'x-frame-options',
  ],
  [/(helmet|lusca)\.(referrerPolicy|referrer)(\(\))?$|^(referrer-policy)(\(\))?$/, 'referrer-policy'],
]
const HEADER =
  /^(content-security-policy|strict-transport-security|x-content-type-options|x-frame-options|referrer-policy)$/i
const ENOUGH = 2

const nginx = (location: string): string =>
  `server {\n  add_header X-Frame-Options DENY; add_header X-Content-Type-Options nosniff;\n  location / { ${location} proxy_pass http://localhost:3000; }\n}\n`
const APP = "const app = require('express')()\n"
const ROUTE = "app.get('/', (req, res) => res.send('<h1>hello</h1>'))\napp.listen(3000)\n"

export default defineRule({
  id: 'security/headers-html',
  catalogue: 'SE13',
  title: 'No security headers',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'http', 'program', 'edge'],
  tokens: {
    packages: [
      'helmet',
      '@fastify/helmet',
      'fastify-helmet',
      'koa-helmet',
      'lusca',
      'hono',
      'nosecone',
      '@nosecone/*',
      'next-secure-headers',
      'helmet-csp',
      'frameguard',
    ],
    words: [
      'Content-Security-Policy',
      'X-Frame-Options',
      'X-Content-Type-Options',
      'Strict-Transport-Security',
      'content-security-policy',
      'x-frame-options',
      'x-content-type-options',
    ],
  },
  why: 'A handful of headers keeps browsers from guessing content types, framing the site for click-jacking, falling back to plain HTTP and running scripts that were injected.',
  remedies: [
    { for: 'express', effort: 'S', text: 'Mount helmet before the routes.', code: 'app.use(helmet())' },
    { for: 'fastify', effort: 'S', text: 'Register @fastify/helmet.', code: 'app.register(helmet)' },
    { for: 'koa', effort: 'S', text: 'Use koa-helmet.', code: 'app.use(helmet())' },
    { for: 'hono', effort: 'S', text: 'Use secureHeaders.', code: 'app.use(secureHeaders())' },
    { for: 'nest', effort: 'S', text: 'Mount helmet in main.', code: 'app.use(helmet())' },
    { for: 'next', effort: 'S', text: 'Return them from headers() in next.config.' },
  ],
  references: [
    { title: 'helmet', url: 'https://helmetjs.github.io/' },
    { title: 'OWASP secure headers project', url: 'https://owasp.org/www-project-secure-headers/' },
    { title: 'MDN HTTP Observatory', url: 'https://developer.mozilla.org/en-US/observatory' },
  ],
  falsePositives: [
    'helmet in package.json or in a comment only does not count.',
    'Headers that nginx adds on every way to the service count, where its configuration is part of the project; those of other proxies are not visible here: hence a warning.',
    'Two headers set by hand on every answer count.',
  ],
  examples: [
    {
      name: 'the running service sends them',
      outcome: 'pass',
      live: running({
        http: httpFacts([asked('/', { headers: pageHeaders(), body: '<!doctype html>' }, { role: 'root' })]),
      }),
    },
    {
      name: 'the running service sends none',
      outcome: 'fail',
      says: 'Content-Security-Policy',
      live: running({
        http: httpFacts([
          asked('/', { headers: { 'content-type': 'text/html' }, body: '<!doctype html>' }, { role: 'root' }),
        ]),
      }),
    },
    {
      name: 'the running service has no pages',
      outcome: 'not-applicable',
      live: running({ http: httpFacts([asked('/', {}, { role: 'root' })]) }),
    },
    {
      name: 'helmet',
      outcome: 'pass',
      line: 2,
      files: project('express@5 helmet@8', { 'server.js': `${APP}app.use(require('helmet')())\n${ROUTE}` }),
    },
    {
      name: 'set by hand on every answer',
      outcome: 'pass',
      files: project('express@5', {
        'server.js': `${APP}app.use((req, res, next) => { res.setHeader('X-Content-Type-Options', 'nosniff'); res.setHeader('X-Frame-Options', 'DENY'); next() })\n${ROUTE}`,
      }),
    },
    {
      name: 'nginx adds them',
      outcome: 'pass',
      line: 2,
      files: project('express@5', { 'server.js': `${APP}${ROUTE}`, 'nginx.conf': nginx('') }),
    },
    {
      name: 'a location of nginx adds its own and loses them',
      outcome: 'fail',
      files: project('express@5', {
        'server.js': `${APP}${ROUTE}`,
        'nginx.conf': nginx('add_header X-Served-By web;'),
      }),
    },
    { name: 'none', outcome: 'fail', line: 1, files: project('express@5', { 'server.js': `${APP}${ROUTE}` }) },
    {
      name: 'helmet in a comment',
      outcome: 'fail',
      files: project('express@5 helmet@8', { 'server.js': `${APP}// app.use(require('helmet')())\n${ROUTE}` }),
    },
    {
      name: 'helmet behind a switch that is off',
      outcome: 'fail',
      says: 'disabled',
      files: project('express@5 helmet@8', {
        'server.js': `${APP}if (process.env.ENABLE_HELMET === 'true') app.use(require('helmet')())\n${ROUTE}`,
      }),
    },
    {
      name: 'a worker',
      outcome: 'not-applicable',
      files: project('bullmq@5', {
        'worker.js': "const { Worker } = require('bullmq')\nnew Worker('mail', async () => {})\n",
      }),
    },
    {
      name: 'middleware that cannot be followed',
      outcome: 'unknown',
      files: project('express@5', {
        'server.js': `${APP}const plugins = { get first() { return globalThis.first } }\napp.use(plugins.first)\n${ROUTE}`,
      }),
    },
  ],
  evaluate(views) {
    const { service, http, program } = views
    const inapplicable = unlessWeb(service)
    if (inapplicable) return inapplicable
    if (http.apps.length === 0) return unknown('the HTTP application is not part of the project')
    const mounted = http.apps.flatMap(({ middleware }) => middleware).filter(({ path }) => path === '' || path === '/*')
    const whole = mounted
      .map((entry) => ({ entry, force: mountedForce(program, entry, ALL_IN_ONE) }))
      .filter(({ force }) => force !== undefined)
    const good = whole.find(({ entry, force }) => force !== 'off' && !isEmptied(program, entry))
    if (good) return pass(codeAt(good.entry.file, good.entry.at))
    const single = singleHeaders(views, mounted)
    for (const [header, evidence] of edgeHeaders(views.edge)) if (HEADER.test(header)) single.set(header, evidence)
    if (single.size >= ENOUGH) return pass([...single.values()], single.size)
    const off = whole.find(({ force }) => force === 'off')
    if (off)
      return fail([
        {
          message: 'security headers are present but disabled in a default production configuration',
          evidence: [codeAt(off.entry.file, off.entry.at)],
        },
      ])
    if (http.open) return unknown(`no security headers were found, but ${http.openReasons.join(' and ')}`)
    const app = http.apps[0]!
    const message =
      single.size === 1 ? `only ${[...single.keys()][0]} is set` : 'no security header is set on every answer'
    return fail(
      [
        {
          message,
          evidence: [
            ...single.values(),
            absence(`${mounted.length} middleware looked through`, codeAt(app.file, app.at)),
          ],
        },
      ],
      single.size,
    )
  },
  live: {
    parts: ['http'],
    evaluate({ http: running }) {
      const pages = pageAnswers(running!)
      if (pages.length === 0) return notApplicable('no page was answered')
      const judged = pages.map((page) => ({ page, missing: missingHeaders(page) }))
      const bare = judged.filter(({ missing }) => missing.length > 0)
      const evidence = (bare.length > 0 ? bare : judged).map(({ page }) => headerEvidence(page, SHOWN))
      if (bare.length === 0) return pass(evidence, pages.length)
      const missing = [...new Set(bare.flatMap((one) => one.missing))]
      return fail(
        [{ message: `pages are sent without ${missing.join(', ')}`, evidence, key: 'pages' }],
        pages.length - bare.length,
      )
    },
  },
})

/** helmet with everything switched off. */
function isEmptied(program: Views['program'], entry: Middleware): boolean {
  const options = optionsRecord(program, entry)
  if (!options) return false
  const off = options.keys().filter((key) => {
    const value = options.get(key)
    return value?.kind === 'literal' && value.value === false
  })
  return off.length >= 8
}

/** Headers that are set one at a time on every answer. */
function singleHeaders(
  { http, program, service }: Pick<Views, 'http' | 'program' | 'service'>,
  mounted: readonly Middleware[],
): Map<string, Evidence> {
  const found = new Map<string, Evidence>()
  for (const { value, file, at, force } of mounted) {
    if (force === 'off') continue
    const name = value.kind === 'instance' || value.kind === 'external' ? value.name : ''
    for (const [pattern, header] of PARTS) if (pattern.test(name)) found.set(header, codeAt(file, at))
    for (const event of handlerCalls(program, value)) {
      const key = event.call.args[0]
      if (event.force === 'off' || !/\.(setHeader|header|set|append)$/.test(event.name)) continue
      if (typeof key === 'string' && HEADER.test(key))
        found.set(key.toLowerCase(), codeAt(event.file, event.call.nameAt))
      else for (const header of recordKeys(program, event)) found.set(header, codeAt(event.file, event.call.nameAt))
    }
  }
  for (const { key, source, file, at, value } of nextHeaders(program, service.nextProjects)) {
    if (!HEADER.test(key) || !/^\/(:path\*|\(\.\*\)|:slug\*|.*\*.*|\(.*\))?$|^\*$/.test(source)) continue
    found.set(key.toLowerCase(), codeAt(file, at))
    // A policy that names frame-ancestors does the work of X-Frame-Options.
    if (/security-policy/i.test(key) && holdsFrameAncestors(value)) found.set('x-frame-options', codeAt(file, at))
  }
  return http.apps.length > 0 ? found : new Map()
}

/** `res.set({ 'X-Frame-Options': … })` */
function recordKeys(program: Views['program'], event: Parameters<typeof siteOf>[0]): string[] {
  const value = program.evaluator.argument(siteOf(event), 0)
  return value?.kind === 'record'
    ? value
        .keys()
        .filter((key) => HEADER.test(key))
        .map((key) => key.toLowerCase())
    : []
}

function holdsFrameAncestors(value: unknown): boolean {
  const candidate = value as { kind?: string; value?: unknown; parts?: unknown[] } | undefined
  if (candidate?.kind === 'literal') return String(candidate.value).includes('frame-ancestors')
  return candidate?.kind === 'text'
    ? (candidate.parts ?? []).some((part) => typeof part === 'string' && part.includes('frame-ancestors'))
    : false
}

const SHOWN = ['content-security-policy', 'x-frame-options', 'x-content-type-options', 'referrer-policy']
