import { redact } from '../../../facts/redact.ts'

/** A text of a driver or a server, without what we have told it. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return redact(secrets.reduce((rest, secret) => rest.replaceAll(secret, '***'), text))
}
