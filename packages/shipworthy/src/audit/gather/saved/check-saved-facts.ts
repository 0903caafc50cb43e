import type { SavedFacts } from './saved-facts.ts'

type Check = (value: unknown) => boolean

const isText: Check = (value) => typeof value === 'string'
const isCount: Check = (value) => Number.isInteger(value) && (value as number) > 0
const isFile: Check = (value) => has(value, { path: isText, tracked: isSwitch })
const isCredential: Check = (value) =>
  has(value, { path: isText, line: isCount, column: isCount, provider: isText, redacted: isText, checksum: isSwitch })
const isBrowserSecret: Check = (value) =>
  has(value, { path: isText, line: isCount, column: isCount, name: isText, kind: isText })

const SHAPE: Record<keyof SavedFacts, [check: Check, expected: string]> = {
  version: [(value) => value === 1, '1'],
  tool: [isText, 'a text'],
  name: [isText, 'a text'],
  git: [isSwitch, 'true or false'],
  files: [listOf(isFile), 'a list of { path, tracked }'],
  outerFiles: [listOf(isFile), 'a list of { path, tracked }'],
  closedFolders: [listOf(isText), 'a list of texts'],
  texts: [isTextMap, 'an object of texts'],
  problems: [isTextMap, 'an object of texts'],
  credentials: [listOf(isCredential), 'a list of { path, line, column, provider, redacted, checksum }'],
  browserSecrets: [listOf(isBrowserSecret), 'a list of { path, line, column, name, kind }'],
  sourceless: [optional(isSwitch), 'true or false'],
  live: [optional(isLive), 'an object of { targets, sent, active, answers }'],
}

/** The saved facts, or what is wrong with them. */
export function checkSavedFacts(value: unknown): SavedFacts | string {
  if (!isRecord(value)) return 'it is not a JSON object'
  if (!('version' in value) || !('texts' in value)) return 'it does not look like saved facts'
  if (value['version'] !== 1)
    return `it has version ${JSON.stringify(value['version'])} of the format, and this shipworthy reads version 1`
  const wrong = Object.entries(SHAPE).find(([key, [check]]) => !check(value[key]))
  return wrong ? `${wrong[0]} is not ${wrong[1][1]}` : (value as unknown as SavedFacts)
}

function isLive(value: unknown): boolean {
  return has(value, { targets: Array.isArray, sent: Array.isArray, active: isSwitch, answers: isRecord })
}

function optional(check: Check): Check {
  return (value) => value === undefined || check(value)
}

function isSwitch(value: unknown): boolean {
  return typeof value === 'boolean'
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isTextMap(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every(isText)
}

function listOf(check: Check): Check {
  return (value) => Array.isArray(value) && value.every(check)
}

function has(value: unknown, shape: Record<string, Check>): boolean {
  return isRecord(value) && Object.entries(shape).every(([key, check]) => check(value[key]))
}
