import type { Baseline, BaselineEntry } from './baseline.ts'

/** The baseline a text holds, or what is wrong with it. */
export function parseBaseline(text: string): Baseline | string {
  const value = parseJson(text)
  if (!isRecord(value)) return 'it is not a JSON object'
  if (value['version'] !== 1)
    return `it has version ${JSON.stringify(value['version'])} of the format, and this shipworthy reads version 1`
  const findings = value['findings']
  if (!Array.isArray(findings)) return 'it has no list of findings'
  const wrong = findings.findIndex((entry) => !isEntry(entry))
  if (wrong !== -1) return `finding ${wrong + 1} is not { fingerprint, rule, file, message }`
  return { version: 1, findings: findings as BaselineEntry[] }
}

/** The text of a baseline: one key to a line, so that a review shows what changed. */
export function baselineText({ version, findings }: Baseline): string {
  return `${JSON.stringify({ version, findings }, null, 2)}\n`
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function isEntry(value: unknown): boolean {
  return (
    isRecord(value) &&
    ['fingerprint', 'rule', 'message'].every((key) => typeof value[key] === 'string') &&
    (value['file'] === undefined || typeof value['file'] === 'string')
  )
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
