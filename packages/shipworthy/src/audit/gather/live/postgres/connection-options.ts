import type { ClientConfig } from 'pg'

/**
 * What is tried, one after the other, with `sslmode` as libpq reads it: `require` encrypts and does not look at the
 * certificate, `prefer` does without where the server has no TLS.
 */
export function connectionOptions(url: string, ca: string | undefined): ClientConfig[] {
  const mode = new URL(url).searchParams.get('sslmode')
  if (mode === null || mode === 'disable') return [{ connectionString: url }]
  if (ca !== undefined) return [{ connectionString: changed(url, { sslmode: undefined }), ssl: { ca } }]
  if (mode === 'prefer' || mode === 'allow')
    return [
      { connectionString: changed(url, { sslmode: 'require', uselibpqcompat: 'true' }) },
      { connectionString: changed(url, { sslmode: 'disable' }) },
    ]
  return [{ connectionString: mode === 'require' ? changed(url, { uselibpqcompat: 'true' }) : url }]
}

function changed(url: string, parameters: Record<string, string | undefined>): string {
  const address = new URL(url)
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined) address.searchParams.delete(name)
    else address.searchParams.set(name, value)
  }
  return address.href
}
