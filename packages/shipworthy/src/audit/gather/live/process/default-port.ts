const PORTS: Readonly<Record<string, number>> = { 'mysql:': 3306, 'mariadb:': 3306, 'mongodb:': 27_017 }

/** The port of a database whose address names none. */
export function defaultPort(protocol: string): number {
  return PORTS[protocol] ?? 5432
}
