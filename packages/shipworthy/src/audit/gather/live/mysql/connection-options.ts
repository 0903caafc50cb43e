import type { ConnectionOptions } from 'mysql2'

/** What a driver needs of an address; how it asks for TLS differs from client to client, and all of them are understood. */
export function connectionOptions(url: string, ca: string | undefined): ConnectionOptions {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url)
  const tls = tlsOf(searchParams, ca)
  const socketPath = searchParams.get('socket') ?? searchParams.get('socketPath')
  return {
    host: hostname.replace(/^\[|\]$/g, '') || 'localhost',
    port: Number(port || 3306),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    ...(pathname.length > 1 && { database: decodeURIComponent(pathname.slice(1)) }),
    ...(socketPath !== null && { socketPath }),
    ...(tls && { ssl: tls }),
  }
}

/** `ssl-mode` of MySQL's own clients, `sslmode`, `sslaccept` of Prisma, `ssl` of mysql2 and mariadb. */
function tlsOf(parameters: URLSearchParams, ca: string | undefined): ConnectionOptions['ssl'] {
  const mode = parameters.get('ssl-mode') ?? parameters.get('sslmode') ?? parameters.get('sslaccept')
  const ssl = parameters.get('ssl') ?? parameters.get('useSSL') ?? parameters.get('tls')
  const isOff = /^(disabled|disable|preferred|prefer)$/i.test(mode ?? '') || /^(false|0)$/i.test(ssl ?? '')
  if (isOff || (mode === null && ssl === null)) return undefined
  const isTrusting =
    /^(required|require|accept_invalid_certs)$/i.test(mode ?? '') || /rejectUnauthorized"?:\s*false/.test(ssl ?? '')
  return { rejectUnauthorized: ca !== undefined || !isTrusting, ...(ca !== undefined && { ca }) }
}
