import { codeAt } from '../../derive/evidence.ts'
import { limitKey } from '../../derive/http/limit-key.ts'
import { trustProxyTokens, trustSettings } from '../../derive/http/trust-proxy.ts'
import { unlessWeb } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

const HEAD = "const { rateLimit } = require('express-rate-limit')\nconst app = require('express')()\n"
const LIMIT = 'app.use(rateLimit({ limit: 100 }))\n'
const ROUTE = "app.get('/users', (req, res) => res.json([]))\napp.listen(3000)\n"
const NGINX = 'http {\n  server {\n    location / { proxy_pass http://api:3000; }\n  }\n}\n'
const COMPOSE =
  'services:\n  api:\n    build: .\n  web:\n    image: nginx\n    volumes:\n      - ./nginx.conf:/etc/nginx/nginx.conf\n'
const DOCKERFILE = 'FROM node:24\nCOPY . .\nCMD ["node", "server.js"]\n'
const behind = (code: string, files: Record<string, string> = { 'nginx.conf': NGINX, 'docker-compose.yml': COMPOSE }) =>
  project('express@5 express-rate-limit@7', { 'server.js': `${HEAD}${code}${ROUTE}`, Dockerfile: DOCKERFILE, ...files })

export default defineRule({
  id: 'rate-limiting/proxy-untrusted',
  catalogue: 'RL05',
  title: 'All users behind the proxy share one limit',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'rateLimits', 'program', 'edge'],
  tokens: trustProxyTokens,
  why: 'To the service, every request comes from the proxy. Unless it is told to trust it, the limiter counts all users as one address: a busy minute, or one script, locks everybody out.',
  remedies: [
    { for: 'express', effort: 'S', text: 'Say how many proxies are in front.', code: "app.set('trust proxy', 1)" },
    { for: 'nest', effort: 'S', text: 'The same on the application of Nest.', code: "app.set('trust proxy', 1)" },
    { for: 'fastify', effort: 'S', text: 'Name the proxy.', code: "Fastify({ trustProxy: '172.16.0.0/12' })" },
    {
      for: 'koa',
      effort: 'S',
      text: 'Read the last entry of the header.',
      code: 'new Koa({ proxy: true, maxIpsCount: 1 })',
    },
  ],
  references: [
    {
      title: 'express-rate-limit: troubleshooting proxy issues',
      url: 'https://express-rate-limit.mintlify.app/guides/troubleshooting-proxy-issues',
    },
    { title: 'Express behind proxies', url: 'https://expressjs.com/en/guide/behind-proxies.html' },
  ],
  falsePositives: [
    'A limiter that counts by user or by API key.',
    'A proxy that leads to another service of the project.',
    'No proxy in the project: whether one is in front is not known, and nothing is held against it.',
  ],
  examples: [
    { name: 'the proxy is trusted', outcome: 'pass', files: behind(`app.set('trust proxy', 1)\n${LIMIT}`) },
    { name: 'nginx in front, nobody trusted', outcome: 'fail', says: 'nginx', line: 3, files: behind(LIMIT) },
    {
      name: 'switched off by hand',
      outcome: 'fail',
      files: behind(`app.disable('trust proxy')\n${LIMIT}`),
    },
    {
      name: 'Traefik in front of Fastify',
      outcome: 'fail',
      says: 'traefik',
      files: project('fastify@5 @fastify/rate-limit@10', {
        'server.js':
          "const app = require('fastify')()\napp.register(require('@fastify/rate-limit'), { max: 100 })\napp.get('/', async () => 'ok')\napp.listen({ port: 3000, host: '0.0.0.0' })\n",
        Dockerfile: DOCKERFILE,
        'docker-compose.yml':
          'services:\n  api:\n    build: .\n    labels:\n      traefik.http.routers.api.rule: Host(`api.example.com`)\n',
      }),
    },
    {
      name: 'counted by API key',
      outcome: 'not-applicable',
      files: behind("app.use(rateLimit({ limit: 100, keyGenerator: (req) => req.get('x-api-key') }))\n"),
    },
    {
      name: 'nginx leads to the front end only',
      outcome: 'unknown',
      files: behind(LIMIT, {
        'nginx.conf': NGINX.replace('api:3000', 'front:8080'),
        'docker-compose.yml': `${COMPOSE}  front:\n    image: front\n`,
      }),
    },
    { name: 'no limiter', outcome: 'not-applicable', files: behind('') },
    { name: 'no proxy in the project', outcome: 'unknown', files: behind(LIMIT, {}) },
    {
      name: 'the deployment decides whom to trust',
      outcome: 'unknown',
      files: behind(`app.set('trust proxy', process.env.TRUST_PROXY)\n${LIMIT}`),
    },
  ],
  evaluate({ service, rateLimits, program, edge }) {
    const inapplicable = unlessWeb(service)
    if (inapplicable) return inapplicable
    const limits = rateLimits.all.filter(({ force }) => force !== 'off')
    const byAddress = limits.filter((limit) => limitKey(program, limit) === 'address')
    const [first] = byAddress
    if (!first)
      return notApplicable(limits.length === 0 ? 'no rate limiter in force' : 'no limiter is known to count by address')
    const settings = trustSettings(program)
    const trusted = settings.find(({ trust }) => trust === 'named' || trust === 'everyone')
    if (trusted) return pass(trusted.evidence, byAddress.length)
    const open = settings.find(({ trust }) => trust === 'unknown')
    if (open) return unknown('whether the proxy is trusted is only known at run time', [open.evidence])
    const [proxy] = edge.proxies
    const at = codeAt(first.middleware.file, first.middleware.at)
    if (!proxy)
      return unknown(
        'no proxy that certainly leads to the service is part of the project, so whether one is in front is not known',
        [at, ...edge.possibleProxies.slice(0, 2)],
      )
    return fail([
      {
        message: `${proxy.kind} stands in front and is not trusted, so all its users are counted as one address`,
        evidence: [at, proxy.evidence],
      },
    ])
  },
})
