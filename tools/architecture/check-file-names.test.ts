import { describe, expect, it } from 'vitest'
import { checkFileNames } from './check-file-names.ts'
import { violationsOf } from './violations-of.ts'

const check = checkFileNames({})

describe('file names', () => {
  it.each([
    ['src/runAudit.ts', 'export function runAudit() {}'],
    ['src/run_audit.ts', 'export function runAudit() {}'],
    ['src/Audit.ts', 'export class Audit {}'],
    ['src/run-Audit.test.ts', ''],
  ])('%s is not kebab-case', (path, text) => {
    expect(violationsOf(check, { [path]: text })).toEqual([expect.stringContaining('is not kebab-case')])
  })

  it('must say what is exported', () => {
    expect(violationsOf(check, { 'src/helpers.ts': 'export function readFile() {}\nexport const LIMIT = 1' })).toEqual([
      'src/helpers.ts:1 exports readFile, LIMIT',
    ])
  })

  it.each([
    ['src/run-audit.ts', 'export function runAudit() {}'],
    ['src/health-view.ts', 'export function deriveHealth() {}'],
    ['src/express-routes.ts', 'export function expressRoute() {}'],
    ['src/tsconfig.ts', 'export interface TsConfig { path: string }'],
    ['src/max-depth.ts', 'export const MAX_DEPTH = 1'],
    ['src/evaluate-export.ts', 'export function exportedValue() {}'],
    ['src/main.ts', 'start()'],
    ['src/no-sigterm.ts', 'export default {}'],
    ['src/registry.generated.ts', 'export const RULES = []'],
    ['src/html.browser.test.ts', ''],
    ['packages/kit/src/limits/index.ts', 'export function take() {}'],
  ])('%s fits %j', (path, text) => {
    expect(violationsOf(check, { [path]: text })).toEqual([])
  })

  it('may differ where a reason is given, as long as it is needed', () => {
    const excused = checkFileNames({ 'src/kit.ts': 'a family' })
    expect(violationsOf(excused, { 'src/kit.ts': 'export function project() {}' })).toEqual([])
    expect(violationsOf(excused, { 'src/kit.ts': 'export function kit() {}' })).toEqual([
      expect.stringContaining('needs no exception'),
    ])
    expect(violationsOf(excused, {})).toEqual([expect.stringContaining('does not exist')])
  })
})
