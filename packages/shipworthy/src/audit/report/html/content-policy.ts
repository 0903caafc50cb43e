import { sha256Base64 } from '../../model/sha256.ts'

/** A Content-Security-Policy under which only this style and this script run, and nothing is loaded, sent or embedded. */
export function contentPolicy(style: string, script: string): string {
  return [
    "default-src 'none'",
    `style-src 'sha256-${sha256Base64(style)}'`,
    `script-src 'sha256-${sha256Base64(script)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
}
