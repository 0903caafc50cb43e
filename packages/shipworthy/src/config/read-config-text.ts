import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'
import { ShipworthyError } from '../errors.ts'

/** More than any configuration of an audit needs, little enough to parse at once. */
const MAX_BYTES = 256 * 1024

/** Text of a configuration file; never waits for a pipe. `shown` is what an error calls it. */
export function readConfigText(path: string, shown: string, maxBytes = MAX_BYTES): string {
  const unreadable = (reason: string, cause?: unknown): ShipworthyError =>
    ShipworthyError.of('SW_ERR_CONFIG_UNREADABLE', { path: shown, reason }, cause)
  let descriptor: number | undefined
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
    const stat = fstatSync(descriptor)
    if (!stat.isFile()) throw unreadable('it is not a regular file')
    if (stat.size > maxBytes) throw unreadable(`it is larger than ${maxBytes / 1024} KiB`)
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(descriptor))
  } catch (error) {
    if (error instanceof ShipworthyError) throw error
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw ShipworthyError.of('SW_ERR_CONFIG_MISSING', { path: shown }, error)
    throw unreadable(REASONS[code ?? ''] ?? String(code), error)
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}

const REASONS: Record<string, string> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'there is no such folder',
  ELOOP: 'symbolic links lead in a circle',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'it is not UTF-8 text',
}
