import type { CheckResult } from '../model/check-result.ts'

const COLUMNS = ['time', 'check', 'kind', 'status', 'value', 'unit', 'durationMs', 'message'] as const

/** Results as CSV (RFC 4180), one line each. */
export function toHistoryCsv(results: readonly CheckResult[]): string {
  const lines = results.map(({ startedAt, check, kind, status, value = '', unit = '', durationMs, message = '' }) =>
    [new Date(startedAt).toISOString(), check, kind, status, value, unit, round(durationMs), message]
      .map(toCell)
      .join(','),
  )
  return `${[COLUMNS.join(','), ...lines].join('\r\n')}\r\n`
}

/** Results as one JSON document. */
export function toHistoryJson(results: readonly CheckResult[]): string {
  return `${JSON.stringify({ results: results.map((result) => ({ ...result, time: new Date(result.startedAt).toISOString() })) })}\n`
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100
}

/** Spreadsheets run what begins like a formula; texts that do are shown as texts. */
function toCell(value: string | number | boolean): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
