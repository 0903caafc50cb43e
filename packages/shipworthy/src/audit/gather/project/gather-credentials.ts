import { CREDENTIAL_PATTERNS, type CredentialPattern } from '../../facts/credential-patterns.ts'
import { classifyPath, isSourcePath } from '../../facts/path-class.ts'
import { lineAndColumn, lineStartsOf } from '../../facts/position.ts'
import type { CredentialCandidate } from '../../facts/settings.ts'
import { hasCrc32Suffix } from './crc32-suffix.ts'
import { type Gathering } from './gathering.ts'

export interface CredentialScan {
  found: CredentialCandidate[]
  scan: (path: string, text: string) => void
  /** Configuration files, keys and scripts, which nothing else reads in full. */
  scanOthers: (gathering: Gathering) => void
}

const OTHER_FILES =
  /\.(json|ya?ml|toml|ini|conf|cfg|env|properties|sh|bash|pem|key|p8|xml|tf|tfvars|npmrc|txt)$|(^|\/)(\.env[^/]*|\.npmrc|Dockerfile[^/]*|id_rsa|id_ed25519)$/
const NOT_SECRET_FILES =
  /(^|\/)(package-lock\.json|pnpm-lock\.yaml|yarn\.lock|tsconfig[^/]*\.json|[^/]*\.(schema|min)\.json)$|(^|\/)(locales?|i18n|lang|languages|translations?|messages|public|static|assets)\//i
const PREFIXES = new RegExp(CREDENTIAL_PATTERNS.map(({ prefix }) => prefix.replace(/[.-]/g, '\\$&')).join('|'))
const MAX_BYTES = 512 * 1024

/** Finds live credentials by their providers' formats. Only where they stand and how they begin is kept, never the value. */
export function createCredentialScan(): CredentialScan {
  const found: CredentialCandidate[] = []
  function scan(path: string, text: string): void {
    if (!PREFIXES.test(text)) return
    for (const pattern of CREDENTIAL_PATTERNS) {
      if (text.includes(pattern.prefix)) found.push(...candidatesIn(path, text, pattern))
    }
  }
  function scanOthers({ files, reader }: Gathering): void {
    for (const { path, tracked } of files) {
      if (!tracked || isSourcePath(path) || path.startsWith('../')) continue
      if (!OTHER_FILES.test(path) || NOT_SECRET_FILES.test(path)) continue
      if (/^(test|example|documentation|vendored|generated)$/.test(classifyPath(path))) continue
      const result = reader.read(path, { maxBytes: MAX_BYTES })
      if ('text' in result) scan(path, result.text)
    }
  }
  return { found, scan, scanOthers }
}

function candidatesIn(
  path: string,
  text: string,
  { provider, pattern, checksum }: CredentialPattern,
): CredentialCandidate[] {
  const starts = lineStartsOf(text)
  return [...text.matchAll(pattern)].flatMap((match) => {
    const value = match[0]
    if (isPlaceholder(value) || (checksum && !hasCrc32Suffix(value))) return []
    if (value.startsWith('AKIA') && !hasAwsSecretNearby(text, match.index)) return []
    const { line, column } = lineAndColumn(starts, match.index)
    return [{ path, line, column, provider, redacted: redact(value), checksum: checksum !== undefined }]
  })
}

function redact(value: string): string {
  const shown = value.startsWith('-----') ? value.slice(0, value.indexOf('-----', 5) + 5) : value.slice(0, 8)
  return `${shown}… (${value.length} characters)`
}

/** Documentation and fixtures: AWS's own example key, `xxxx`, `EXAMPLE`, one character repeated, runs such as 1234567890. */
function isPlaceholder(value: string): boolean {
  if (/example|sample|dummy|fake|test|your|redacted|placeholder|x{6,}|0{8,}|1234567|abcdef/i.test(value)) {
    return !value.startsWith('-----')
  }
  return new Set(value).size < 10
}

/** An access key id alone is a name; the forty characters beside it are the secret. */
function hasAwsSecretNearby(text: string, index: number): boolean {
  const around = text.slice(Math.max(0, index - 400), index + 400)
  return [...around.matchAll(/["'=:\s]([A-Za-z0-9/+]{40})(?=["'\s]|$)/g)].some(
    ([, secret]) => /[A-Z]/.test(secret!) && /[a-z]/.test(secret!) && /\d/.test(secret!) && !/example/i.test(secret!),
  )
}
