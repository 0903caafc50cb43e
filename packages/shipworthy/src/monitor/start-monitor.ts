import { check, createHealth, type Health, type HistoryStore } from '@shipworthy/health'
import type { BuiltCheck } from './build-check.ts'
import { buildCheck } from './build-check.ts'
import { buildNotifiers } from './build-notifiers.ts'
import type { LoadedMonitorConfig } from './load-monitor-config.ts'
import { answerHeartbeats, type HeartbeatTarget } from './heartbeats/answer-heartbeats.ts'
import { nameChecks, type NamedCheck } from './name-checks.ts'
import { openStore } from './open-store.ts'
import type { MonitorConfig } from './schema/monitor-schema.ts'
import { toStartError } from './to-start-error.ts'

const STANDARD = { host: '127.0.0.1', port: 9300 } as const

/** A monitor that runs. */
export interface Monitor {
  /** Of the configuration that is in force; another one after a reload. */
  health(): Health
  /** Where it listens; undefined when it does not. */
  port(): number | undefined
  /** Takes over another configuration: what is the same in it goes on as it was. Fails without having changed anything. */
  reload(loaded: LoadedMonitorConfig): Promise<ReloadSummary>
  close(): Promise<void>
}

export interface ReloadSummary {
  added: number
  removed: number
  changed: number
}

export interface MonitorHooks {
  /** Lines for people, of the notifier `log`. */
  write: (line: string) => unknown
  /** Called with every health that begins, to subscribe to it. */
  onHealth: (health: Health) => void
}

interface Watched {
  /** What it was made from. */
  text: string
  built: BuiltCheck
}

/** From a configuration to checks that run, a store, alerts and a server. */
export async function startMonitor(first: LoadedMonitorConfig, hooks: MonitorHooks): Promise<Monitor> {
  let { config } = first
  let store = await openStore(config, first.folder).catch(rethrow)
  let watched = new Map<string, Watched>()
  let health: Health
  let port: number | undefined

  function begin(next: MonitorConfig, made: ReadonlyMap<string, Watched>): Health {
    const { name = 'monitor', server, maxConcurrent } = next
    const { token, metrics } = server || {}
    const begun = createHealth({
      service: { name },
      // What is stored outlives what watches.
      history: withoutClose(store),
      ...buildNotifiers(next, hooks.write),
      access: { ...(token !== undefined && { token }), ...(metrics && { metrics }) },
      ...(maxConcurrent !== undefined && { maxConcurrent }),
      checks: [...made.values()].map(({ built }) => built.health),
      autoStart: false,
    })
    hooks.onHealth(begun)
    return begun
  }

  async function listen({ server }: MonitorConfig): Promise<void> {
    const { host = STANDARD.host, port: wanted = STANDARD.port, token } = server || {}
    const fallback = answerHeartbeats({ find: findHeartbeat, token: () => token })
    port = server === false ? undefined : (await health.listen({ host, port: wanted, fallback })).port
  }

  /** What is noted is judged at once, not at the next run. */
  function findHeartbeat(name: string): HeartbeatTarget | undefined {
    const heartbeat = watched.get(name)?.built.heartbeat
    return (
      heartbeat && {
        ...heartbeat,
        async note(failure) {
          await heartbeat.note(failure).finally(() => void health.run(name).catch(() => {}))
        },
      }
    )
  }

  async function build(checks: readonly NamedCheck[], folder: string): Promise<Map<string, Watched>> {
    refuseCircles(checks)
    const built = new Map<string, Watched>()
    try {
      for (const named of checks) {
        const text = textOf(named)
        const before = watched.get(named.name)
        built.set(
          named.name,
          before?.text === text ? before : { text, built: await buildCheck(named, { folder, store: () => store }) },
        )
      }
      return built
    } catch (error) {
      await closeAll([...built.values()].filter((one) => ![...watched.values()].includes(one)))
      throw error
    }
  }

  /** Those that others depend on come first. */
  function register(checks: readonly NamedCheck[], made: ReadonlyMap<string, Watched>, known: Set<string>): void {
    let waiting = checks.filter(({ name }) => !known.has(name))
    while (waiting.length > 0) {
      const ready = waiting.filter(({ dependsOn }) => dependsOn.every((name) => known.has(name)))
      for (const { name } of ready) {
        health.register(made.get(name)!.built.health)
        known.add(name)
      }
      waiting = waiting.filter(({ name }) => !known.has(name))
    }
  }

  try {
    watched = await build(nameChecks(config), first.folder)
    health = begin(config, watched)
    await listen(config)
  } catch (error) {
    await closeAll([...watched.values()])
    await store.close?.()
    throw toStartError(error)
  }
  health.start()
  health.ready()

  async function reload({ config: next, folder }: LoadedMonitorConfig): Promise<ReloadSummary> {
    const wanted = nameChecks(next)
    const made = await build(wanted, folder)
    const gone = [...watched].filter(([name, { built }]) => made.get(name)?.built !== built)
    const isNewStore = !isSame(config, next, ['store'])
    const isNewHealth = isNewStore || !isSame(config, next, ['name', 'server', 'notifiers', 'alerts', 'maxConcurrent'])
    const summary = summarize(watched, made)
    if (isNewHealth) {
      const nextStore = isNewStore ? await openStore(next, folder) : store
      await health.close()
      if (isNewStore) await store.close?.()
      store = nextStore
      health = begin(next, made)
      await listen(next)
      health.start()
      health.ready()
    } else {
      for (const [name] of gone) health.unregister(name)
      const kept = [...watched.keys()].filter((name) => !gone.some(([other]) => other === name))
      register(wanted, made, new Set(kept))
    }
    await closeAll(gone.map(([, one]) => one))
    watched = made
    config = next
    return summary
  }

  return {
    health: () => health,
    port: () => port,
    reload: (loaded) => reload(loaded).catch(rethrow),
    async close() {
      await health.close()
      await closeAll([...watched.values()])
      await store.close?.()
    },
  }
}

function refuseCircles(checks: readonly NamedCheck[]): void {
  const stubs = checks.map(({ name, dependsOn }) => check(name, { dependsOn }, () => {}))
  void createHealth({ checks: stubs, autoStart: false, history: false }).close()
}

function summarize(before: ReadonlyMap<string, Watched>, after: ReadonlyMap<string, Watched>): ReloadSummary {
  const names = [...after.keys()]
  return {
    added: names.filter((name) => !before.has(name)).length,
    removed: [...before.keys()].filter((name) => !after.has(name)).length,
    changed: names.filter((name) => before.has(name) && before.get(name) !== after.get(name)).length,
  }
}

function textOf({ check: entry }: NamedCheck): string {
  return JSON.stringify(entry)
}

function isSame(a: MonitorConfig, b: MonitorConfig, keys: readonly (keyof MonitorConfig)[]): boolean {
  return keys.every((key) => JSON.stringify(a[key]) === JSON.stringify(b[key]))
}

function withoutClose(store: HistoryStore): HistoryStore {
  return { ...store, close: async () => {} }
}

async function closeAll(all: readonly Watched[]): Promise<void> {
  await Promise.all(all.map(({ built }) => built.close()))
}

function rethrow(error: unknown): never {
  throw toStartError(error)
}
