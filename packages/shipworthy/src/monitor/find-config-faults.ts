import { suggestName } from '../closest-name.ts'
import { nameChecks } from './name-checks.ts'
import type { MonitorConfig } from './schema/monitor-schema.ts'

/** What is wrong, and the path of what it is about. */
export interface PlacedFault {
  place: readonly PropertyKey[]
  problem: string
}

/** What no schema can say: names that are there twice, or not at all. */
export function findConfigFaults(config: MonitorConfig): PlacedFault[] {
  return [...checkFaults(config), ...heartbeatFaults(config), ...notifierFaults(config)]
}

function checkFaults(config: MonitorConfig): PlacedFault[] {
  const checks = nameChecks(config)
  const names = checks.map(({ name }) => name)
  return checks.flatMap(({ name, place, dependsOn }, index): PlacedFault[] => {
    if (names.indexOf(name) !== index)
      return [{ place, problem: `there are two checks called ${name}; give one of them another name` }]
    return dependsOn.flatMap((dependency, position) =>
      names.includes(dependency)
        ? []
        : [
            {
              place: [...place, 'dependsOn', position],
              problem: `there is no check "${dependency}" that ${name} could depend on${suggestName(dependency, names)}`,
            },
          ],
    )
  })
}

function heartbeatFaults(config: MonitorConfig): PlacedFault[] {
  const { server } = config
  return nameChecks(config).flatMap(({ check, place, name }): PlacedFault[] => {
    if (check.type !== 'heartbeat') return []
    if (server === false) return [{ place, problem: `nobody can tell ${name} anything, since "server" is false` }]
    if (check.token ?? server?.token) return []
    return [{ place, problem: `${name} needs a "token", of its own or that of the server` }]
  })
}

function notifierFaults({ notifiers = [], alerts = {} }: MonitorConfig): PlacedFault[] {
  const names = notifiers.map(({ type, name }) => name ?? type)
  const twice = names.flatMap((name, index): PlacedFault[] =>
    names.indexOf(name) === index
      ? []
      : [{ place: ['notifiers', index], problem: `there are two notifiers called ${name}; give one of them a name` }],
  )
  const unknown = (['routes', 'escalation'] as const).flatMap((key) =>
    (alerts[key] ?? []).flatMap(({ notify }, index) =>
      notify.flatMap((name, position): PlacedFault[] =>
        names.includes(name)
          ? []
          : [
              {
                place: ['alerts', key, index, 'notify', position],
                problem: `there is no notifier "${name}"${suggestName(name, names) || (names.length > 0 ? `; there are ${names.join(', ')}` : '')}`,
              },
            ],
      ),
    ),
  )
  return [...twice, ...unknown]
}
