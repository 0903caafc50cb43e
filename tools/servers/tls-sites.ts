import { freePort } from './free-port.ts'
import { findNginx } from './nginx-server.ts'
import { findAuthority, type Issued, type TestAuthority, type Wished } from './test-authority.ts'

/** The name that clients of the sites ask for; no name server knows it. */
export const SITE_NAME = 'shop.example.com'

interface Site extends Partial<Wished> {
  /** Sends the intermediate that signed its certificate. */
  sendsIntermediate?: boolean
  /** Further lines of its `server` block. */
  settings?: string
}

const MODERN = 'ssl_protocols TLSv1.2 TLSv1.3; ssl_ciphers ECDHE+AESGCM;'
const HSTS = 'add_header Strict-Transport-Security "max-age=31536000" always;'
/** Everything that OpenSSL can still do, and keys it would refuse. */
const ANYTHING = 'ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3; ssl_ciphers ALL:COMPLEMENTOFALL:@SECLEVEL=0;'

/** One site that is as it should be, and others with a fault each. */
const SITES = {
  good: { by: 'intermediate', sendsIntermediate: true, fromDays: -10, toDays: 80, settings: `${MODERN} ${HSTS}` },
  expired: { fromDays: -92, toDays: -2 },
  early: { fromDays: 2, toDays: 92 },
  misnamed: { names: ['DNS:other.example.com'] },
  ending: { fromDays: -70, toDays: 20 },
  lastDays: { fromDays: -87, toDays: 3 },
  incomplete: { by: 'intermediate' },
  old: { key: 'rsa:2048', settings: ANYTHING },
  weakKey: { key: 'rsa:1024', digest: 'sha1', settings: ANYTHING },
  shortMemory: { settings: 'add_header Strict-Transport-Security "max-age=86400";' },
} as const satisfies Record<string, Site>

export type SiteName = keyof typeof SITES

/** An nginx that serves them all. */
export interface TlsSites extends AsyncDisposable {
  /** The root that signed everything, PEM. */
  root: string
  /** For `--tls`: the name, and where it is served. */
  at: (site: SiteName) => string
  port: (site: SiteName) => number
  /** The same site over plain HTTP: one serves it, the other sends to https. */
  plain: { serves: string; redirects: string }
}

/** The sites, or why they cannot be had. */
export function findTlsSites(): { start: () => Promise<TlsSites> } | { missing: string } {
  const nginx = findNginx()
  const authority = findAuthority()
  if ('missing' in nginx) return nginx
  if ('missing' in authority) return authority
  return { start: () => startSites(nginx.start, authority.create) }
}

async function startSites(
  start: Extract<ReturnType<typeof findNginx>, { start: unknown }>['start'],
  create: () => TestAuthority,
): Promise<TlsSites> {
  using authority = create()
  const { root, intermediate } = authority
  const names = Object.keys(SITES) as SiteName[]
  const ports = new Map<string, number>()
  for (const name of [...names, 'serves', 'redirects']) ports.set(name, await otherPort(ports))
  const issued = names.map((name): [SiteName, Issued] => [name, issue(authority, SITES[name])])
  const server = await start({
    port: ports.get('good')!,
    files: Object.fromEntries([
      ['html/index.html', '<!doctype html><title>shop</title>\n'],
      ...issued.flatMap(([name, { certificate, key }]) => [
        [`${name}.pem`, certificate + ('sendsIntermediate' in SITES[name] ? intermediate : '')],
        [`${name}.key`, key],
      ]),
    ]),
    servers: [...names.map((name) => secureServer(name, ports.get(name)!)), ...plainServers(ports)].join('\n  '),
  })
  return {
    root,
    port: (site) => ports.get(site)!,
    at: (site) => `${SITE_NAME}@127.0.0.1:${ports.get(site)}`,
    plain: {
      serves: `http://127.0.0.1:${ports.get('serves')}`,
      redirects: `http://127.0.0.1:${ports.get('redirects')}`,
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

function issue(authority: TestAuthority, { names = [`DNS:${SITE_NAME}`], ...wished }: Site): Issued {
  return authority.issue({ ...wished, names })
}

function secureServer(name: SiteName, port: number): string {
  const site: Site = SITES[name]
  return `server { listen 127.0.0.1:${port} ssl; ssl_certificate ${name}.pem; ssl_certificate_key ${name}.key; ${site.settings ?? MODERN} }`
}

function plainServers(ports: ReadonlyMap<string, number>): string[] {
  return [
    `server { listen 127.0.0.1:${ports.get('serves')}; }`,
    `server { listen 127.0.0.1:${ports.get('redirects')}; return 301 https://${SITE_NAME}$request_uri; }`,
  ]
}

/** A free port that was not given away just before. */
async function otherPort(taken: ReadonlyMap<string, number>): Promise<number> {
  const given = new Set(taken.values())
  let port = await freePort()
  while (given.has(port)) port = await freePort()
  return port
}
