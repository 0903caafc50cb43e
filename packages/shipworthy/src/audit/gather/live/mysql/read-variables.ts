import type { MysqlConnection } from './open-mysql.ts'

/** What a `SHOW … VARIABLES` or `SHOW … STATUS` lists. */
export async function readVariables(ask: MysqlConnection['ask'], sql: string): Promise<ReadonlyMap<string, string>> {
  const rows = await ask(sql)
  return new Map(rows.map(({ Variable_name: name, Value: value }) => [String(name), String(value)]))
}
