import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Baseline } from '../../audit/suppress/baseline.ts'
import { parseBaseline } from '../../audit/suppress/parse-baseline.ts'
import { ShipworthyError } from '../../errors.ts'

/** Where a baseline lies when nobody says otherwise. */
export const BASELINE_NAME = 'shipworthy.baseline.json'

/**
 * The baseline that was asked for, or the one of the audited folder, if there is one.
 *
 * @throws ShipworthyError `SW_ERR_BASELINE_MISSING` when it was asked for and is not there.
 */
export function findBaseline(folder: string | undefined, file: string | false | undefined): Baseline | undefined {
  if (file === false || (file === undefined && folder === undefined)) return undefined
  const path = file ?? join(folder ?? '', BASELINE_NAME)
  const baseline = readBaseline(path)
  if (baseline || file === undefined) return baseline
  throw ShipworthyError.of('SW_ERR_BASELINE_MISSING', { path })
}

/** The baseline of a file; `undefined` when there is no such file. */
export function readBaseline(path: string): Baseline | undefined {
  const text = readText(path)
  if (text === undefined) return undefined
  const baseline = parseBaseline(text)
  if (typeof baseline !== 'string') return baseline
  throw ShipworthyError.of('SW_ERR_BASELINE_INVALID', { path, reason: baseline })
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    // A target that is no folder has no baseline; what is wrong with it the audit says.
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    const reason = REASONS[code] ?? code
    throw ShipworthyError.of('SW_ERR_BASELINE_INVALID', { path, reason }, error)
  }
}

const REASONS: Record<string, string> = { EACCES: 'permission denied', EISDIR: 'it is a folder' }
