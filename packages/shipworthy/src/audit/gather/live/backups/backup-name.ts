import { basename } from 'node:path'

/** Endings that dumps and archives of databases have. */
const BACKUP =
  /\.(sql|dump|dmp|bak|backup|pgdump|pg_dump|psql|custom|archive|rdb|tar|tgz|gz|zst|xz|bz2|lz4|zip|7z|age|gpg|enc)$/i
/** Logs are packed in the same way. */
const LOG = /\.log(\.|$)/i
const CHECKSUM = /\.(sha256|sha256sum|sha512|sha512sum|md5|b2)$|(^|\/)(SHA256SUMS|SHA512SUMS|MD5SUMS)$/i
const COMPRESSION = /\.(gz|zst|xz|bz2|lz4|zip|7z|age|gpg|enc)$/gi

export function isBackupName(name: string): boolean {
  return BACKUP.test(name) && !LOG.test(name)
}

export function isChecksumName(name: string): boolean {
  return CHECKSUM.test(name)
}

/** `app-2026-11-30T03:00.sql.gz` and `app-2026-11-29T03:00.sql.gz` are of one series, `app-#.sql`. */
export function seriesOf(file: string): string {
  return basename(file)
    .replace(COMPRESSION, '')
    .replace(/\d+([-_.:T]?\d+)*Z?/g, '#')
}
