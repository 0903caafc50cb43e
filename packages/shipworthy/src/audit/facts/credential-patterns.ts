export interface CredentialPattern {
  provider: string
  pattern: RegExp
  /** Characters that every match starts with: the scan looks for these first. */
  prefix: string
  checksum?: 'crc32-base62'
}

/**
 * Formats that only a live credential of the provider has. Formats that are also used for public or test keys
 * (Google browser keys, `pk_live_`, `sk_test_`) are left out.
 */
export const CREDENTIAL_PATTERNS: readonly CredentialPattern[] = [
  { provider: 'Stripe live secret key', prefix: 'sk_live_', pattern: /\bsk_live_[0-9a-zA-Z]{24,120}\b/g },
  { provider: 'Stripe live restricted key', prefix: 'rk_live_', pattern: /\brk_live_[0-9a-zA-Z]{24,120}\b/g },
  { provider: 'GitHub token', prefix: 'ghp_', pattern: /\bghp_[0-9A-Za-z]{36}\b/g, checksum: 'crc32-base62' },
  { provider: 'GitHub token', prefix: 'gho_', pattern: /\bgho_[0-9A-Za-z]{36}\b/g, checksum: 'crc32-base62' },
  { provider: 'GitHub token', prefix: 'ghs_', pattern: /\bghs_[0-9A-Za-z]{36}\b/g, checksum: 'crc32-base62' },
  { provider: 'GitHub token', prefix: 'ghr_', pattern: /\bghr_[0-9A-Za-z]{36}\b/g, checksum: 'crc32-base62' },
  {
    provider: 'GitHub fine-grained token',
    prefix: 'github_pat_',
    pattern: /\bgithub_pat_[0-9A-Za-z]{22}_[0-9A-Za-z]{59}\b/g,
  },
  { provider: 'npm token', prefix: 'npm_', pattern: /\bnpm_[0-9A-Za-z]{36}\b/g, checksum: 'crc32-base62' },
  { provider: 'GitLab token', prefix: 'glpat-', pattern: /\bglpat-[0-9A-Za-z_-]{20}\b/g },
  { provider: 'Slack token', prefix: 'xoxb-', pattern: /\bxoxb-\d{9,14}-\d{9,14}-[0-9A-Za-z]{20,}\b/g },
  { provider: 'Slack token', prefix: 'xoxp-', pattern: /\bxoxp-\d{9,14}-\d{9,14}-\d{9,14}-[0-9a-f]{32}\b/g },
  {
    provider: 'Slack webhook',
    prefix: 'hooks.slack.com/services/T',
    pattern: /hooks\.slack\.com\/services\/T[0-9A-Z]{8,12}\/B[0-9A-Z]{8,12}\/[0-9A-Za-z]{24}\b/g,
  },
  { provider: 'SendGrid key', prefix: 'SG.', pattern: /\bSG\.[0-9A-Za-z_-]{22}\.[0-9A-Za-z_-]{43}\b/g },
  { provider: 'OpenAI key', prefix: 'sk-proj-', pattern: /\bsk-proj-[0-9A-Za-z_-]{60,200}\b/g },
  { provider: 'Anthropic key', prefix: 'sk-ant-', pattern: /\bsk-ant-(?:api|admin)\d\d-[0-9A-Za-z_-]{80,120}\b/g },
  { provider: 'DigitalOcean token', prefix: 'dop_v1_', pattern: /\bdop_v1_[0-9a-f]{64}\b/g },
  { provider: 'Shopify token', prefix: 'shpat_', pattern: /\bshpat_[0-9a-fA-F]{32}\b/g },
  { provider: 'Square token', prefix: 'EAAA', pattern: /\bEAAA[0-9A-Za-z_-]{60}\b/g },
  { provider: 'Vault token', prefix: 'hvs.', pattern: /\bhvs\.[0-9A-Za-z_-]{90,120}\b/g },
  { provider: 'age secret key', prefix: 'AGE-SECRET-KEY-1', pattern: /\bAGE-SECRET-KEY-1[0-9A-Z]{58}\b/g },
  { provider: 'Hugging Face token', prefix: 'hf_', pattern: /\bhf_[A-Za-z]{34}\b/g },
  { provider: 'AWS access key with its secret', prefix: 'AKIA', pattern: /\bAKIA[0-9A-Z]{16}\b/g },
  {
    provider: 'private key',
    prefix: 'PRIVATE KEY-----',
    pattern:
      /-----BEGIN (?:RSA |EC |OPENSSH |DSA )?PRIVATE KEY-----(?:\\n|\\r\\n|[\s"'`+,])*[0-9A-Za-z+/=\\\s"'`+]{200,}/g,
  },
]
