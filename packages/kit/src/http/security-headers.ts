import { KitError } from '../kit-error.ts'

export interface SecurityHeaderOptions {
  /**
   * Directives in the place of ours, without those that are `undefined`. `{nonce}` stands for the nonce of the request:
   * `{ 'img-src': "'self' https://images.example", 'script-src': "'nonce-{nonce}' 'strict-dynamic'" }`
   */
  csp?: Readonly<Record<string, string | undefined>>
  /** Says what would be refused, and refuses nothing; for the first weeks. */
  cspReportOnly?: boolean
  /** Path or URL that browsers send reports of violations to. */
  cspReportTo?: string
  /** How long browsers use nothing but HTTPS for this host. Default one year in production, not at all elsewhere. */
  hstsMs?: number
  /** Further headers, or other values; `undefined` takes one out. */
  more?: Readonly<Record<string, string | undefined>>
}

const CSP: Readonly<Record<string, string>> = {
  'default-src': "'self'",
  'script-src': "'self' 'nonce-{nonce}'",
  'style-src': "'self' 'nonce-{nonce}'",
  'img-src': "'self' data:",
  'object-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'self'",
  'frame-ancestors': "'none'",
}

const FIXED: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  // For browsers that do not know frame-ancestors.
  'x-frame-options': 'DENY',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'x-permitted-cross-domain-policies': 'none',
}

const YEAR_MS = 365 * 24 * 3_600_000

/**
 * Headers that make browsers careful with our answers.
 *
 * @throws KitError `SW_ERR_KIT_HEADER` for a value that would be two headers, or two directives.
 */
export function createSecurityHeaders(options: SecurityHeaderOptions = {}): (nonce: string) => Record<string, string> {
  const { csp = {}, cspReportOnly = false, cspReportTo, more = {} } = options
  const hstsMs = options.hstsMs ?? (process.env['NODE_ENV'] === 'production' ? YEAR_MS : 0)
  const reports = cspReportTo === undefined ? {} : { 'report-uri': cspReportTo, 'report-to': 'csp' }
  const directives = Object.entries(defined({ ...CSP, ...csp, ...reports }))
  for (const [name, value] of directives) if (/[;,\r\n]/.test(value)) throw new KitError('SW_ERR_KIT_HEADER', { name })
  const policy = directives.map(([name, value]) => `${name} ${value}`).join('; ')
  const headers = defined({
    ...FIXED,
    ...(hstsMs > 0 && { 'strict-transport-security': `max-age=${Math.floor(hstsMs / 1000)}; includeSubDomains` }),
    ...(cspReportTo !== undefined && { 'reporting-endpoints': `csp="${cspReportTo}"` }),
    ...more,
  })
  for (const [name, value] of Object.entries(headers))
    if (/[\r\n]/.test(value)) throw new KitError('SW_ERR_KIT_HEADER', { name })
  const cspName = cspReportOnly ? 'content-security-policy-report-only' : 'content-security-policy'
  return (nonce) => ({ ...headers, [cspName]: policy.replaceAll('{nonce}', nonce) })
}

function defined(values: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kept = Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return Object.fromEntries(kept)
}
