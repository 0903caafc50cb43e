import { directiveAt, type EdgeLocation } from '../../derive/edge/edge-view.ts'
import { defineRule, fail, notApplicable, pass, unknown, type FindingDraft } from '../rule.ts'

const MOUNTED = 'services:\n  web:\n    image: nginx\n    volumes:\n      - ./nginx.conf:/etc/nginx/nginx.conf\n'
const CONF = (location: string): string => `http {\n  server {\n    ${location}\n  }\n}\n`

export default defineRule({
  id: 'containers/nginx-alias-traversal',
  catalogue: 'CT23',
  title: 'nginx serves files above the folder that an alias names',
  severity: 'critical',
  confidence: 'proven',
  needs: ['edge'],
  why: 'For `location /static { alias /app/static/; }` a request for `/static../config.js` is answered with `/app/static/../config.js`: anybody can read what lies beside the folder, such as sources, settings and keys.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'End the location with a slash, as the alias does.',
      code: 'location /static/ {\n  alias /app/static/;\n}',
    },
    {
      for: 'any',
      effort: 'S',
      text: 'Or use root, where location and folder have the same name.',
      code: 'location /static/ {\n  root /app;\n}',
    },
  ],
  references: [
    { title: 'nginx: alias', url: 'https://nginx.org/en/docs/http/ngx_http_core_module.html#alias' },
    {
      title: 'gixy: path traversal via misconfigured alias',
      url: 'https://github.com/yandex/gixy/blob/master/docs/en/plugins/aliastraversal.md',
    },
  ],
  falsePositives: [
    'An alias without a slash at its end: nginx then looks for a file `static../config.js`, which is not there.',
    'Exact locations (`=`) and regular expressions, which match no such request.',
    'An internal location, which no client can ask for.',
    'A file that nothing puts into a container: then it is a warning, for it may be a leftover.',
  ],
  examples: [
    {
      name: 'both end with a slash',
      outcome: 'pass',
      line: 3,
      files: { 'nginx.conf': CONF('location /static/ { alias /app/static/; }') },
    },
    {
      name: 'the location does not',
      outcome: 'fail',
      severity: 'critical',
      says: '/static../',
      line: 3,
      files: { 'nginx.conf': CONF('location /static { alias /app/static/; }'), 'docker-compose.yml': MOUNTED },
    },
    {
      name: 'a prefix that keeps regular expressions out',
      outcome: 'fail',
      severity: 'critical',
      files: {
        'default.conf': 'server {\n  location ^~ /media { alias /srv/media/; }\n}\n',
        Dockerfile: 'FROM nginx:1\nCOPY default.conf /etc/nginx/conf.d/default.conf\n',
      },
    },
    {
      name: 'a file that nothing deploys',
      outcome: 'fail',
      severity: 'warning',
      files: { 'nginx.conf': CONF('location /static { alias /app/static/; }') },
    },
    {
      name: 'no slash at either end',
      outcome: 'pass',
      files: { 'nginx.conf': CONF('location /static { alias /app/static; }'), 'docker-compose.yml': MOUNTED },
    },
    {
      name: 'exact and by regular expression',
      outcome: 'pass',
      files: {
        'nginx.conf': CONF('location = /a { alias /b/; } location ~ ^/f/(.*)$ { alias /srv/$1; }'),
        'docker-compose.yml': MOUNTED,
      },
    },
    {
      name: 'only for internal redirects',
      outcome: 'pass',
      files: { 'nginx.conf': CONF('location /files { internal; alias /srv/files/; }'), 'docker-compose.yml': MOUNTED },
    },
    {
      name: 'no alias',
      outcome: 'not-applicable',
      files: { 'nginx.conf': CONF('location / { proxy_pass http://localhost:3000; }') },
    },
    {
      name: 'the folder is filled in later',
      outcome: 'unknown',
      files: { 'default.conf.template': 'server {\n  location /static { alias ${STATIC_ROOT}; }\n}\n' },
    },
  ],
  evaluate({ edge }) {
    const aliased = edge.locations.filter((location) => aliasOf(location) !== undefined)
    if (aliased.length === 0) return notApplicable('no nginx configuration with an alias')
    const findings: FindingDraft[] = []
    const open: EdgeLocation[] = []
    for (const location of aliased) {
      const shape = shapeOf(location)
      if (shape === 'open') open.push(location)
      else if (shape === 'traversal') findings.push(describe(location))
    }
    const passed = aliased.length - findings.length - open.length
    if (findings.length > 0) return fail(findings, passed)
    const evidence = aliased.map((location) => directiveAt(aliasOf(location)!))
    if (open.length > 0) return unknown('the folder of an alias is filled in when nginx starts', evidence)
    return pass(evidence, passed)
  },
})

function aliasOf({ scope }: EdgeLocation) {
  return scope.kind === 'location'
    ? scope.own.find(({ name, args }) => name === 'alias' && args.length === 1)
    : undefined
}

function shapeOf({ scope, modifier, path, server, ...location }: EdgeLocation): 'safe' | 'open' | 'traversal' {
  if ((modifier !== '' && modifier !== '^~') || path.endsWith('/') || path === '') return 'safe'
  if (scope.own.some(({ name }) => name === 'internal') || rejectsDots(server.scope.own) || rejectsDots(scope.own))
    return 'safe'
  const folder = aliasOf({ scope, modifier, path, server, ...location })!.args[0]!
  if (/[$<{]/.test(folder)) return 'open'
  return folder.endsWith('/') && folder !== '/' ? 'traversal' : 'safe'
}

/** `if ($request_uri ~ "\.\.") { return 403; }` and a location that takes such requests. */
function rejectsDots(own: EdgeLocation['scope']['own']): boolean {
  return own.some(
    ({ name, args }) => (name === 'if' || name === 'location') && args.some((arg) => arg.includes('\\.\\.')),
  )
}

function describe(location: EdgeLocation): FindingDraft {
  const { path, mounted } = location
  const alias = aliasOf(location)!
  const folder = alias.args[0]!
  return {
    message: `${path}../ leads out of ${folder}: a request for ${path}../name is answered with ${folder}../name`,
    severity: mounted ? 'critical' : 'warning',
    evidence: [directiveAt(alias), ...(mounted ? [mounted] : [])],
  }
}
