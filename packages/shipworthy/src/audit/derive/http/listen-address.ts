import { siteOf, type CallEvent } from '../execution/call-event.ts'
import type { Execution } from '../execution/execution.ts'
import { literal, possibilities, type Value } from '../program/value.ts'

export interface ListenAddress {
  event: CallEvent
  /** Port it listens on, as far as that can be told. */
  port: Value | undefined
  /** Host it binds to; a literal `localhost` where the framework's default is that. */
  host: Value | undefined
  hostIsDefault: boolean
}

/** Port and host of a `listen` call, in each of the ways frameworks take them. */
export function listenAddress(program: Execution, event: CallEvent): ListenAddress {
  const args = program.evaluator.arguments(siteOf(event))
  const isFastify = event.name.startsWith('fastify()')
  const record = args.find((value) => value.kind === 'record')
  const options =
    event.name.startsWith('@hono/') || event.name.startsWith('Bun') || args[0]?.kind === 'record' ? record : undefined
  if (options?.kind === 'record') {
    const host = options.get('host') ?? options.get('hostname')
    const isDefault = host === undefined && isFastify && !options.open()
    return { event, port: options.get('port'), host: isDefault ? literal('localhost') : host, hostIsDefault: isDefault }
  }
  const host = args[1] && args[1].kind !== 'function' ? args[1] : undefined
  const isDefault = host === undefined && isFastify
  return { event, port: args[0], host: isDefault ? literal('localhost') : host, hostIsDefault: isDefault }
}

/** What a setting amounts to in production: the deployment's variable, else the code's default. */
export function effectiveText(
  program: Execution,
  value: Value | undefined,
): { text: string; fixed: boolean } | undefined {
  if (value?.kind === 'literal')
    return value.value === undefined || value.value === null ? undefined : { text: String(value.value), fixed: true }
  if (value?.kind === 'environment') {
    const given = program.evaluator.environment.get(value.name)
    if (given !== undefined) return { text: given, fixed: true }
    const fallback = effectiveText(program, value.fallback)
    return fallback && { text: fallback.text, fixed: false }
  }
  if (value?.kind === 'alternatives') {
    const texts = possibilities(value).map((option) => effectiveText(program, option)?.text)
    return texts[0] !== undefined && texts.every((text) => text === texts[0])
      ? { text: texts[0], fixed: false }
      : undefined
  }
  return undefined
}
