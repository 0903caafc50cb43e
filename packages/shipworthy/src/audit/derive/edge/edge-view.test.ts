import { describe, expect, it } from 'vitest'
import { auditWith } from '../../examples/check-example.ts'
import { project } from '../../rules/example-kit.ts'
import { defineRule, pass, type Rule } from '../../rules/rule.ts'
import type { EdgeView } from './edge-view.ts'
import { effective } from './nginx-scope.ts'

/** The view of a project, seen the way a rule sees it. */
function edgeOf(files: Record<string, string>): EdgeView {
  let seen: EdgeView | undefined
  const probe = defineRule({
    id: 'containers/probe',
    catalogue: 'XX00',
    title: '',
    severity: 'info',
    confidence: 'proven',
    needs: ['edge'],
    why: '',
    remedies: [],
    references: [],
    falsePositives: [],
    examples: [],
    evaluate: ({ edge }) => {
      seen = edge
      return pass({ kind: 'setting' })
    },
  })
  auditWith(probe as unknown as Rule, { files })
  return seen!
}

const APP = project('express@5', {
  'server.js': "const app = require('express')()\napp.get('/', (req, res) => res.send(''))\napp.listen(3000)\n",
  Dockerfile: 'FROM node:24\nCOPY . .\nCMD ["node", "server.js"]\n',
})
const COMPOSE = `services:
  api:
    build: .
  web:
    image: nginx
    volumes:
      - ./nginx/nginx.conf:/etc/nginx/nginx.conf:ro
      - ./nginx/sites:/etc/nginx/sites-enabled
`
const headers = (edge: EdgeView): string[][] =>
  edge.toService.map(({ scope }) => effective(scope, 'proxy_set_header').found.map(({ args }) => args[0]!))

describe('edge view', () => {
  it('follows includes by where compose mounts the files, upstreams and variables', () => {
    const edge = edgeOf({
      ...APP,
      'docker-compose.yml': COMPOSE,
      'nginx/nginx.conf': 'events {}\nhttp {\n  proxy_set_header A 1;\n  include /etc/nginx/sites-enabled/*;\n}\n',
      'nginx/sites/shop':
        'upstream app { server api:3000; }\nserver { set $to app; location / { proxy_pass http://$to; } }\n',
    })
    expect(edge.toService.map(({ path, target, mounted }) => [path, target?.hosts, mounted?.line])).toEqual([
      ['/', [{ host: 'api', port: 3000 }], 7],
    ])
    expect(headers(edge)).toEqual([['A']])
    expect(edge.proxies.map(({ kind }) => kind)).toEqual(['nginx'])
  })

  it('inherits headers only where a block has none of its own', () => {
    const edge = edgeOf({
      ...APP,
      'nginx/nginx.conf': `http { server { proxy_set_header A 1;
        location /a { proxy_pass http://localhost:3000; }
        location /b { proxy_set_header B 1; proxy_pass http://localhost:3000;
          location /b/c { proxy_pass http://localhost:3000; } } } }`,
    })
    expect(headers(edge)).toEqual([['A'], ['B'], ['B']])
  })

  it('says that more may be there when an include leads out of the project or a template decides', () => {
    const location = 'location / { proxy_pass http://localhost:3000; include /srv/headers.conf; }'
    const outside = edgeOf({ ...APP, 'nginx.conf': `http { server { ${location} } }` })
    expect(effective(outside.toService[0]!.scope, 'proxy_set_header')).toMatchObject({ found: [], isOpen: true })
    const template = edgeOf({
      ...APP,
      'nginx.conf.j2':
        'server { location / { proxy_pass http://localhost:3000; {% if tls %}add_header A 1;{% endif %} } }',
    })
    expect(effective(template.toService[0]!.scope, 'limit_req').isOpen).toBe(true)
  })

  it('knows the default port of the official template image and its folder', () => {
    const edge = edgeOf({
      ...APP,
      'web/Dockerfile': 'FROM nginx:1\nCOPY templates /etc/nginx/templates\n',
      'web/templates/default.conf.template': 'server { location / { proxy_pass http://${API_HOST}:${API_PORT}; } }\n',
    })
    expect(edge.locations.map(({ leadsToService, mounted }) => [leadsToService, mounted?.file])).toEqual([
      ['unknown', 'web/Dockerfile'],
    ])
  })

  it('fills in the variables that compose gives to a template', () => {
    const edge = edgeOf({
      ...APP,
      'docker-compose.yml': `services:
  api:
    build: .
  web:
    image: nginx
    environment:
      API: http://api:3000
    volumes:
      - ./default.conf.template:/etc/nginx/templates/default.conf.template
`,
      'default.conf.template': 'server { location /api/ { proxy_pass ${API}; } }\n',
    })
    expect(edge.toService.map(({ path }) => path)).toEqual(['/api/'])
  })

  it('does not take another service, another port or an example for the service', () => {
    const edge = edgeOf({
      ...APP,
      'docker-compose.yml': `${COMPOSE}  grafana:\n    image: grafana/grafana\n`,
      'nginx/nginx.conf':
        'http { server { location /g { proxy_pass http://grafana:3000; } location /o { proxy_pass http://localhost:9000; } } }',
      'examples/nginx.conf': 'http { server { location / { proxy_pass http://localhost:3000; } } }',
    })
    expect(edge.toService).toEqual([])
    expect(edge.proxies).toEqual([])
  })

  it('does not follow a variable that stands for itself', () => {
    const edge = edgeOf({
      ...APP,
      'docker-compose.yml': `${COMPOSE}    environment:\n      - HOST=\${HOST}\n`,
      'nginx/nginx.conf':
        'http { server { set $a $b; set $b $a; location / { proxy_pass http://${HOST}; } location /s { proxy_pass http://$a; } } }',
    })
    expect(edge.locations.map(({ leadsToService }) => leadsToService)).toEqual(['unknown', 'unknown'])
  })

  it('comes to an end when many files include each other', () => {
    const names = Array.from({ length: 14 }, (_, index) => `conf/${index}.conf`)
    const files = Object.fromEntries(names.map((name) => [name, 'server { listen 80; }\ninclude conf/*.conf;\n']))
    const edge = edgeOf({ ...APP, ...files, 'nginx.conf': 'http { include conf/*.conf; }' })
    expect(edge.toService).toEqual([])
  })

  it('does not follow an include that leads back to itself', () => {
    const edge = edgeOf({ ...APP, 'nginx.conf': 'http { include nginx.conf; server { include nginx.conf; } }' })
    expect(edge.locations).toEqual([])
  })

  it.each([
    [
      'traefik',
      {
        'docker-compose.yml':
          'services:\n  api:\n    build: .\n    labels:\n      - traefik.http.routers.a.rule=Host(`a`)\n',
      },
    ],
    ['caddy', { Caddyfile: 'example.com {\n  reverse_proxy localhost:3000\n}\n' }],
    [
      'ingress',
      {
        'k8s/all.yaml':
          'apiVersion: apps/v1\nkind: Deployment\nspec: {}\n---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nspec: {}\n',
      },
    ],
  ])('finds %s in front', (kind, files) => {
    expect(edgeOf({ ...APP, ...files }).proxies.map((proxy) => proxy.kind)).toEqual([kind])
  })
})
