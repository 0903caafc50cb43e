import { defaultPort } from './default-port.ts'

/** Where a variable, or a pair of them, says that a database is. */
export interface DatabaseAddress {
  host: string
  port: number
  /** `DATABASE_URL`, or `DB_HOST` with `DB_PORT`. */
  variables: string[]
}

export type Environment = Readonly<Record<string, string>>

/** One host. Several in one address, as MongoDB has them, cannot be parsed and are left alone. */
const SCHEME = /^(postgres|postgresql|mysql|mariadb|mongodb):$/
const HOST_NAME = /^(\w+_)?(DB|DATABASE|PG|POSTGRES|POSTGRESQL|MYSQL|MARIADB|MONGO|MONGODB)_?HOST$/i

/** The addresses of databases that an environment holds. */
export function databaseAddresses(environment: Environment): DatabaseAddress[] {
  return Object.entries(environment).flatMap(([name, value]): DatabaseAddress[] => {
    const url = databaseUrl(value)
    if (url) return [{ host: url.hostname, port: Number(url.port) || defaultPort(url.protocol), variables: [name] }]
    const portName = name.replace(/HOST$/i, (word) => (word === 'HOST' ? 'PORT' : 'port'))
    const port = Number(environment[portName])
    return HOST_NAME.test(name) && port > 0 ? [{ host: value, port, variables: [name, portName] }] : []
  })
}

/** The same environment with these addresses pointing to another port of this machine. */
export function pointTo(environment: Environment, addresses: readonly DatabaseAddress[], port: number): Environment {
  const changed = addresses.flatMap(({ variables: [name = '', portName] }): [string, string][] => {
    if (portName !== undefined)
      return [
        [name, '127.0.0.1'],
        [portName, `${port}`],
      ]
    const url = databaseUrl(environment[name] ?? '')
    if (!url) return []
    url.hostname = '127.0.0.1'
    url.port = `${port}`
    return [[name, url.href]]
  })
  return { ...environment, ...Object.fromEntries(changed) }
}

function databaseUrl(value: string): URL | undefined {
  const url = URL.canParse(value) ? new URL(value) : undefined
  return url && SCHEME.test(url.protocol) && url.hostname !== '' ? url : undefined
}
