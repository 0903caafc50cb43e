import { createEmbeddedPool } from '../create-embedded-pool.ts'

/** A process that writes to an embedded database until it is killed; each line is a number that was committed. */
const pool = await createEmbeddedPool({ folder: process.argv[2]! })
await pool.query('CREATE TABLE IF NOT EXISTS numbers (n integer PRIMARY KEY, filling text NOT NULL)')
process.stdout.write('ready\n')
for (let n = 1; ; n++) {
  await pool.query('INSERT INTO numbers VALUES ($1, $2)', [n, 'x'.repeat(2000)])
  process.stdout.write(`${n}\n`)
}
