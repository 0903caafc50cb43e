import { readFileSync } from 'node:fs'

/** Of the package, as /health/version and the documentation of the API show it. */
export function readVersion(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}
