import type { Gate } from '../model/report.ts'
import type { ServiceReport } from '../model/roll-up.ts'

/** The gates of several services as one: a gate is passed when every service passes it. */
export function worstGates(services: readonly ServiceReport[]): Gate[] {
  const names = [...new Set(services.flatMap(({ report }) => report.gates.map(({ name }) => name)))]
  return names.map((name) => {
    const judged = services.flatMap(({ name: service, report }) =>
      report.gates.filter((gate) => gate.name === name).map((gate) => ({ service, ...gate })),
    )
    const failed = judged.filter(({ passed }) => !passed)
    return {
      name,
      passed: failed.length === 0,
      detail:
        failed.length === 0
          ? `all ${judged.length} services pass it`
          : failed.map(({ service, detail }) => `${service}: ${detail}`).join('; '),
    }
  })
}
