import { CREDENTIAL_PATTERNS } from '../../facts/credential-patterns.ts'
import { isSourcePath } from '../../facts/path-class.ts'
import { baseName } from '../../facts/paths.ts'
import { formatRanges, mergeRanges, secretRanges } from '../../facts/secret-ranges.ts'
import { settingRanges, variableRanges } from '../../facts/setting-ranges.ts'
import { isEnvironmentFile } from '../project/gather-settings.ts'
import { environmentRanges, type EntryRange } from './environment-ranges.ts'
import { maskValue } from './mask-value.ts'
import { isShellPath, shellRanges } from './shell-ranges.ts'

/** The text of a file with every secret masked; its length and all its lines stay. */
export function maskText(path: string, text: string): string {
  const isCode = isSourcePath(path)
  let result = ''
  let from = 0
  for (const range of rangesIn(path, text)) {
    result += `${text.slice(from, range.start)}${maskRange(text, range, isCode)}`
    from = range.end
  }
  return result + text.slice(from)
}

/** By what the file is: names of packages and scripts say nothing about values, settings need no quotes. */
function rangesIn(path: string, text: string): EntryRange[] {
  if (isEnvironmentFile(path)) return environmentRanges(text)
  if (isSourcePath(path)) return secretRanges(text)
  if (isShellPath(path)) return shellRanges(text)
  if (/^(package|tsconfig[\w.-]*|jsconfig)\.json$/.test(baseName(path)))
    return mergeRanges([...formatRanges(text), ...variableRanges(text)])
  return mergeRanges([...secretRanges(text), ...settingRanges(text)])
}

function maskRange(text: string, range: EntryRange, isCode: boolean): string {
  const { start, end, shown, name, whole } = range
  const from = Math.min(start + shown, end)
  const prefix = text.slice(start, from)
  const secret = text.slice(start, end)
  const pattern = CREDENTIAL_PATTERNS.find((entry) => secret.search(entry.pattern) === 0)?.pattern
  const mask = maskValue(text.slice(from, end), {
    isCode,
    ...(name && { name }),
    ...(whole && { around: (part: string) => text.slice(whole.start, from) + part + text.slice(end, whole.end) }),
    ...(pattern && { accepts: (part: string) => (prefix + part).search(pattern) === 0 }),
  })
  return prefix + mask
}
