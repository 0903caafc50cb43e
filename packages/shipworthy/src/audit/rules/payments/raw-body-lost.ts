import { callAt, codeAt } from '../../derive/evidence.ts'
import { bodyState } from '../../derive/payments/raw-body.ts'
import { unlessWeb } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

const SERVER = (before: string, route: string): string =>
  `const express = require('express')\nconst stripe = require('stripe')(process.env.STRIPE_KEY)\nconst app = express()\n${before}\n${route}\napp.listen(3000)\n`
const ROUTE = (middleware: string, body: string): string =>
  `app.post('/webhook', ${middleware}(req, res) => { stripe.webhooks.constructEvent(${body}, req.headers['stripe-signature'], process.env.SECRET); res.end() })`
const NEXT = (file: string, source: string): Record<string, string> => ({
  'package.json':
    '{"private":true,"scripts":{"start":"next start"},"dependencies":{"next":"15.0.0","stripe":"18.0.0"}}',
  [file]: `import Stripe from 'stripe'\nconst stripe = new Stripe(process.env.STRIPE_KEY!)\n${source}`,
})

export default defineRule({
  id: 'payments/raw-body-lost',
  catalogue: 'PY03',
  title: 'Webhook signatures are checked against a parsed body',
  severity: 'critical',
  confidence: 'proven',
  needs: ['service', 'payments', 'program'],
  tokens: { packages: ['body-parser', 'raw-body', 'fastify-raw-body', 'micro'] },
  why: 'Stripe signs the bytes it sends. Once a JSON parser has read them, the check fails for every genuine event: payments go through at Stripe and the service never hears of them. Orders stay unpaid, subscriptions are not switched on, and after some days Stripe switches the webhook off.',
  remedies: [
    {
      for: 'express',
      effort: 'S',
      text: 'Mount the webhook with a raw parser before express.json().',
      code: "app.post('/webhook', express.raw({ type: 'application/json' }), webhook)\napp.use(express.json())",
    },
    {
      for: 'express',
      effort: 'S',
      text: 'Or keep the bytes while parsing, and check those.',
      code: 'app.use(express.json({ verify: (req, res, buffer) => { req.rawBody = buffer } }))',
    },
    {
      for: 'fastify',
      effort: 'S',
      text: 'Use fastify-raw-body and check request.rawBody.',
    },
    {
      for: 'nest',
      effort: 'S',
      text: 'Keep the bytes and check request.rawBody.',
      code: 'NestFactory.create(AppModule, { rawBody: true })',
    },
    {
      for: 'next',
      effort: 'S',
      text: 'Read request.text() in a route handler; in a pages route switch the parser off.',
      code: 'export const config = { api: { bodyParser: false } }',
    },
  ],
  references: [
    { title: 'Stripe: resolve signature verification errors', url: 'https://docs.stripe.com/webhooks/signature' },
  ],
  falsePositives: [
    'A JSON parser that keeps the bytes (`verify`) when those are checked.',
    'A raw parser on the route, mounted before the JSON parser.',
    'A parser that leaves the path of the webhook out.',
    'Next.js with `bodyParser: false`, or `request.text()`.',
  ],
  examples: [
    {
      name: 'a raw parser first',
      outcome: 'pass',
      files: project('express@5 stripe@18', {
        'server.js': SERVER(
          ROUTE("express.raw({ type: 'application/json' }), ", 'req.body'),
          'app.use(express.json())',
        ),
      }),
    },
    {
      name: 'the bytes are kept',
      outcome: 'pass',
      files: project('express@5 stripe@18', {
        'server.js': SERVER(
          'app.use(express.json({ verify: (req, res, buffer) => { req.rawBody = buffer } }))',
          ROUTE('', 'req.rawBody'),
        ),
      }),
    },
    {
      name: 'a parser that leaves the webhook out',
      outcome: 'pass',
      files: project('express@5 stripe@18', {
        'server.js': SERVER(
          "app.use((req, res, next) => { if (req.originalUrl === '/webhook') next(); else express.json()(req, res, next) })",
          ROUTE("express.raw({ type: 'application/json' }), ", 'req.body'),
        ),
      }),
    },
    {
      name: 'a parser of other types first',
      outcome: 'pass',
      files: project('express@5 stripe@18', {
        'server.js': SERVER(
          "app.use(express.json({ type: 'application/vnd.api+json' }))",
          ROUTE("express.raw({ type: '*/*' }), ", 'req.body'),
        ),
      }),
    },
    {
      name: 'Nest keeps the bytes',
      outcome: 'pass',
      files: project('@nestjs/core@11 @nestjs/common@11 stripe@18', {
        'src/main.ts':
          "import { NestFactory } from '@nestjs/core'\nimport { AppModule } from './app.module'\nNestFactory.create(AppModule, { rawBody: true }).then((app) => app.listen(3000))\n",
        'src/app.module.ts':
          "import { Module } from '@nestjs/common'\nimport { StripeController } from './stripe.controller'\n@Module({ controllers: [StripeController] })\nexport class AppModule {}\n",
        'src/stripe.controller.ts':
          "import { Controller, Headers, Post, RawBodyRequest, Req } from '@nestjs/common'\nimport { Request } from 'express'\nimport Stripe from 'stripe'\nconst stripe = new Stripe(process.env.STRIPE_KEY!)\n@Controller('stripe')\nexport class StripeController {\n  @Post('webhook')\n  handle(@Req() request: RawBodyRequest<Request>, @Headers('stripe-signature') signature: string) {\n    return stripe.webhooks.constructEvent(request.rawBody!, signature, process.env.SECRET!).id\n  }\n}\n",
      }),
    },
    {
      name: 'a Next.js route handler that reads text',
      outcome: 'pass',
      files: NEXT(
        'app/api/webhook/route.ts',
        "export async function POST(request: Request) {\n  const body = await request.text()\n  stripe.webhooks.constructEvent(body, request.headers.get('stripe-signature')!, 'x')\n  return new Response()\n}\n",
      ),
    },
    {
      name: 'a pages route with its parser off',
      outcome: 'pass',
      files: NEXT(
        'pages/api/webhook.ts',
        "import { buffer } from 'micro'\nexport const config = { api: { bodyParser: false } }\nexport default async function handler(req, res) {\n  stripe.webhooks.constructEvent(await buffer(req), req.headers['stripe-signature'], 'x')\n  res.end()\n}\n",
      ),
    },
    {
      name: 'a JSON parser for everything first',
      outcome: 'fail',
      severity: 'critical',
      says: '/webhook',
      line: 5,
      files: project('express@5 stripe@18', {
        'server.js': SERVER('app.use(express.json())', ROUTE('', 'req.body')),
      }),
    },
    {
      name: 'the raw parser comes too late, in a router',
      outcome: 'fail',
      severity: 'critical',
      files: project('express@5 stripe@18 body-parser@2', {
        'server.js':
          "const app = require('express')()\nconst bodyParser = require('body-parser')\napp.use(bodyParser.json())\napp.use('/payments', require('./payments'))\napp.listen(3000)\n",
        'payments.js':
          "const express = require('express')\nconst stripe = require('stripe')(process.env.STRIPE_KEY)\nconst router = express.Router()\nrouter.post('/webhook', express.raw({ type: 'application/json' }), (req, res) => {\n  const event = stripe.webhooks.constructEvent(req.body, req.headers['stripe-signature'], process.env.SECRET)\n  res.json({ received: event.id })\n})\nmodule.exports = router\n",
      }),
    },
    {
      name: 'a pages route as it comes',
      outcome: 'fail',
      severity: 'critical',
      files: NEXT(
        'pages/api/webhook.ts',
        "export default async function handler(req, res) {\n  stripe.webhooks.constructEvent(req.body, req.headers['stripe-signature'], 'x')\n  res.end()\n}\n",
      ),
    },
    {
      name: 'a route handler that parses it itself',
      outcome: 'fail',
      severity: 'critical',
      files: NEXT(
        'app/api/webhook/route.ts',
        "export async function POST(request: Request) {\n  const body = await request.json()\n  stripe.webhooks.constructEvent(JSON.stringify(body), request.headers.get('stripe-signature')!, 'x')\n  return new Response()\n}\n",
      ),
    },
    {
      name: 'Fastify as it comes',
      outcome: 'fail',
      severity: 'critical',
      files: project('fastify@5 stripe@18', {
        'server.js':
          "const app = require('fastify')()\nconst stripe = require('stripe')(process.env.STRIPE_KEY)\napp.post('/webhook', async (request) => stripe.webhooks.constructEvent(request.body, request.headers['stripe-signature'], 'x').id)\napp.listen({ port: 3000 })\n",
      }),
    },
    {
      name: 'no signature is checked',
      outcome: 'not-applicable',
      files: project('express@5 stripe@18', { 'server.js': SERVER('', "app.get('/', (req, res) => res.end())") }),
    },
    {
      name: 'a parser whose types come from elsewhere',
      outcome: 'unknown',
      files: project('express@5 stripe@18', {
        'server.js': SERVER("app.use(express.json(require('company-settings').json))", ROUTE('', 'req.body')),
      }),
    },
  ],
  evaluate({ service, payments, program }) {
    if (payments.gateways.length === 0) return notApplicable('no signature of Stripe is checked')
    const inapplicable = unlessWeb(service)
    if (inapplicable) return inapplicable
    const all = payments.webhooks.flatMap(({ route, calls }) =>
      calls
        .filter(({ name, force }) => /(^|\.)constructEvent(Async)?$/.test(name) && force !== 'off')
        .map((event) => ({ route, event, body: bodyState(program, route, event) })),
    )
    const checks = all.filter(
      ({ route, event }, index) =>
        index === all.findIndex((other) => other.route === route && other.event.call === event.call),
    )
    if (checks.length === 0) return notApplicable('no signature of Stripe is checked')
    const raw = checks.filter(({ body }) => body.state === 'raw').map(({ event }) => callAt(event))
    const lost = checks.flatMap(({ route, event, body }) => (body.state === 'parsed' ? [{ route, event, body }] : []))
    if (lost.length > 0) {
      return fail(
        lost.map(({ route, event, body }) => ({
          message: `${route.path} refuses every genuine event: ${body.text}, so the signature no longer fits`,
          evidence: [callAt(event), ...(body.by ? [codeAt(body.by.file, body.by.at, 'parses the body')] : [])],
          severity: route.force === 'on' && route.exact ? 'critical' : 'warning',
        })),
        raw.length,
      )
    }
    const open = checks.filter(({ body }) => body.state === 'open').map(({ event }) => callAt(event))
    if (open.length > 0) return unknown('what the signature is checked against could not be followed', open)
    return pass(raw, raw.length)
  },
})
