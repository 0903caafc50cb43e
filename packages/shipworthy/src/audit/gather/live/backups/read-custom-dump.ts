/** Archives since PostgreSQL 16 name their compression in one byte, those before in a number. */
const COMPRESSION_BYTE = 0x01_0f
const INT_BYTES = 4
/** Seconds, minutes, hours, day, month, year, summer time. */
const TIME_NUMBERS = 7

/** Version of the pg_dump that made an archive in its own format (WriteHead in pg_backup_archiver.c). */
export function readCustomDump(head: Buffer): string | undefined {
  if (head.toString('latin1', 0, 5) !== 'PGDMP' || head[8] !== INT_BYTES) return undefined
  const version = (head[5]! << 8) | head[6]!
  // Numbers are a byte for the sign and four for the amount.
  const number = INT_BYTES + 1
  let at = 11 + (version >= COMPRESSION_BYTE ? 1 : number) + TIME_NUMBERS * number
  const texts: string[] = []
  for (const _ of ['database', 'server', 'pg_dump']) {
    if (at + number > head.length) return undefined
    const length = head.readUInt32LE(at + 1)
    at += number
    texts.push(head.toString('latin1', at, at + length))
    at += length
  }
  return /^\d+(\.\d+)*/.exec(texts[2]!)?.[0]
}
