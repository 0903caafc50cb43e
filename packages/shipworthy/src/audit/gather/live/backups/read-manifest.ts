import type { Backup, BackupFacts } from '../../../facts/live/backup-facts.ts'
import { SilentError } from '../silent-error.ts'
import { seriesOf } from './backup-name.ts'

type Manifest = Pick<BackupFacts, 'backups' | 'rpoHours'>

/** What a manifest says: `{ "rpoHours": 24, "backups": [{ "file", "at", "bytes", "sha256"?, "tool"?, … }] }`. */
export function readManifest(text: string, name: string): Manifest {
  const value = parse(text, name)
  const { backups, rpoHours } = isRecord(value) ? value : {}
  if (!Array.isArray(backups)) throw new SilentError(`${name} is no manifest: it has no list "backups"`, 'protocol')
  return {
    backups: backups
      .map((entry, index) => readEntry(entry, `${name}: entry ${index + 1}`))
      .toSorted((a, b) => b.at.localeCompare(a.at)),
    ...(typeof rpoHours === 'number' && rpoHours > 0 && { rpoHours }),
  }
}

function parse(text: string, name: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw new SilentError(`${name} is no JSON`, 'protocol')
  }
}

function readEntry(entry: unknown, place: string): Backup {
  if (!isRecord(entry)) throw new SilentError(`${place} is no object`, 'protocol')
  const { file, bytes, tool, toolVersion, sha256 } = entry
  const verified = timeOf(entry['restoreVerifiedAt'])
  const at = timeOf(entry['at'])
  if (typeof file !== 'string' || at === undefined || typeof bytes !== 'number' || !(bytes >= 0))
    throw new SilentError(`${place} needs "file", "at" (ISO 8601) and "bytes"`, 'protocol')
  return {
    file,
    at,
    bytes,
    series: seriesOf(file),
    hasChecksum: typeof sha256 === 'string' && /^[0-9a-f]{64}$/i.test(sha256),
    ...(typeof tool === 'string' && { tool }),
    ...(typeof toolVersion === 'string' && { toolVersion }),
    ...(verified && { restoreVerifiedAt: verified }),
  }
}

function timeOf(value: unknown): string | undefined {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString()
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
