import type { PlannedPort } from '../../facts/live/live-plan.ts'
import { effectiveText, listenAddress } from '../http/listen-address.ts'
import type { Value } from '../program/value.ts'
import type { Views } from '../views.ts'

export function plannedPort({ service, program }: Views): PlannedPort {
  const listeners = service.listeners.filter(({ force, phase }) => force !== 'off' && phase === 'boot')
  const values = listeners.map((event) => listenAddress(program, event).port)
  const variables = [...new Set(values.flatMap(variablesOf))]
  const literals = values.flatMap((value) => (value?.kind === 'literal' ? [effectiveText(program, value)?.text] : []))
  const fixed = literals.map(Number).find((port) => Number.isInteger(port) && port > 0)
  return { variables, ...(fixed !== undefined && { fixed }) }
}

/** Of `Number(process.env.PORT ?? 3000)`, and of a choice between several. */
function variablesOf(value: Value | undefined): string[] {
  if (value?.kind === 'environment') return [value.name, ...variablesOf(value.fallback)]
  return value?.kind === 'alternatives' ? value.values.flatMap(variablesOf) : []
}
