import type { ExposedSecret } from '../derive/browser/browser-view.ts'
import type { FindingDraft } from './rule.ts'

/** One finding for each secret, at the gravest of its places; what is only documented is none. */
export function exposureFindings(exposed: readonly ExposedSecret[]): FindingDraft[] {
  const best = new Map<string, ExposedSecret>()
  for (const secret of exposed) {
    const known = best.get(secret.name)
    if (secret.state !== 'documented' && (!known || (known.state === 'named' && secret.state === 'bundled')))
      best.set(secret.name, secret)
  }
  return [...best.values()].map(({ name, state, isLive, evidence }) => ({
    message:
      state === 'bundled'
        ? `${name} is in code that browsers load`
        : `${name} is the name of a secret, and its prefix asks the bundler to give it to browsers`,
    evidence: [evidence],
    severity: state === 'bundled' && isLive ? 'critical' : 'warning',
  }))
}
