import { open } from 'node:fs/promises'
import { constants, gunzipSync } from 'node:zlib'
import { readCustomDump } from './read-custom-dump.ts'

export interface DumpTool {
  tool: string
  toolVersion: string
}

const HEAD_BYTES = 8_192

/** What made a dump, as its first bytes say: text, text in gzip, or the custom format of pg_dump. */
export async function readDumpTool(path: string): Promise<DumpTool | undefined> {
  const head = unpacked(await readHead(path))
  const custom = readCustomDump(head)
  if (custom !== undefined) return { tool: 'pg_dump', toolVersion: custom }
  const text = head.toString('latin1')
  const postgres = /^-- Dumped by (pg_dump(?:all)?) version (\d+(?:\.\d+)*)/m.exec(text)
  if (postgres) return { tool: postgres[1]!, toolVersion: postgres[2]! }
  const mysql = /-- (MariaDB|MySQL) dump .*?(\d+\.\d+\.\d+)/.exec(text)
  if (!mysql) return undefined
  return { tool: mysql[1] === 'MariaDB' ? 'mariadb-dump' : 'mysqldump', toolVersion: mysql[2]! }
}

async function readHead(path: string): Promise<Buffer> {
  const file = await open(path)
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

function unpacked(head: Buffer): Buffer {
  if (head[0] !== 0x1f || head[1] !== 0x8b) return head
  try {
    return gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: HEAD_BYTES * 64 })
  } catch {
    return head
  }
}
