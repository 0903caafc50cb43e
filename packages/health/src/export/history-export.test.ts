import { describe, expect, it } from 'vitest'
import type { CheckResult } from '../model/check-result.ts'
import { toHistoryCsv, toHistoryJson } from './history-export.ts'

const result: CheckResult = {
  check: 'postgres',
  kind: 'readiness',
  status: 'critical',
  value: 3,
  message: '=HYPERLINK("x"), he said\nno',
  measurements: [],
  startedAt: Date.UTC(2026, 0, 1),
  durationMs: 12.3456,
}

describe('history', () => {
  it('as CSV keeps texts texts', () => {
    expect(toHistoryCsv([result])).toBe(
      'time,check,kind,status,value,unit,durationMs,message\r\n' +
        '2026-01-01T00:00:00.000Z,postgres,readiness,critical,3,,12.35,"\'=HYPERLINK(""x""), he said\nno"\r\n',
    )
  })

  it('as JSON is complete', () => {
    expect(JSON.parse(toHistoryJson([result]))).toEqual({ results: [{ ...result, time: '2026-01-01T00:00:00.000Z' }] })
  })
})
