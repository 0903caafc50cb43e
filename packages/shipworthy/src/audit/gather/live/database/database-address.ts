/** An address of a database, taken apart. */
export interface DatabaseAddress {
  engine: 'postgres' | 'mysql'
  /** `db.example.com:5432/app`: what may be shown. */
  target: string
  /** What must not be shown, wherever a driver puts it. */
  secrets: string[]
}

const PORTS = { postgres: '5432', mysql: '3306' }

export function databaseAddress(url: string): DatabaseAddress {
  const { protocol, hostname, port, pathname, password, searchParams } = new URL(url)
  const engine = /^postgres(ql)?:$/.test(protocol) ? 'postgres' : 'mysql'
  const host = hostname || searchParams.get('host') || 'localhost'
  return {
    engine,
    target: `${host}:${port || PORTS[engine]}${pathname === '/' ? '' : pathname}`,
    secrets: [password, decoded(password), searchParams.get('password') ?? ''].filter((secret) => secret !== ''),
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
