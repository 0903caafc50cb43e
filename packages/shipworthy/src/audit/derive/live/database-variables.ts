import type { Views } from '../views.ts'

const NAME =
  /^((APP|SERVICE)_)?(DATABASE|DB|POSTGRES|POSTGRESQL|PG|MYSQL|MARIADB|MONGO|MONGODB|TYPEORM)(_?(URL|URI|DSN)|_CONNECTION(_STRING|_URL|_URI)?)$/i

/** Variables by which the code is told the address of its database. */
export function databaseVariables({ environment }: Views): string[] {
  return [...new Set(environment.reads.map(({ name }) => name).filter((name) => NAME.test(name)))]
}
