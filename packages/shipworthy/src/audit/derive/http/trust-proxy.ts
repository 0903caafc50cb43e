import type { Tokens } from '../../facts/tokens.ts'
import type { Evidence } from '../../model/outcome.ts'
import { callAt, codeAt } from '../evidence.ts'
import { siteOf, type CallEvent } from '../execution/call-event.ts'
import type { Execution } from '../execution/execution.ts'
import type { Value } from '../program/value.ts'

/** Whose `X-Forwarded-For` the service believes: anybody's, that of named proxies or hops, nobody's. */
export interface TrustSetting {
  trust: 'everyone' | 'named' | 'nobody' | 'unknown'
  evidence: Evidence
}

export const trustProxyTokens: Tokens = { words: ['trust proxy', 'trustProxy', '.proxy = '] }

const FASTIFY = /^(fastify(\.(fastify|default))?|@nestjs\/platform-fastify\.FastifyAdapter)$/

/** `trust proxy` of Express, `trustProxy` of Fastify and `proxy` of Koa, as far as they are in force. */
export function trustSettings(program: Execution): TrustSetting[] {
  return [...expressSettings(program), ...constructorSettings(program), ...koaAssignments(program)]
}

function expressSettings(program: Execution): TrustSetting[] {
  return ['set', 'enable', 'disable'].flatMap((method) =>
    program.named(method).flatMap((event): TrustSetting[] => {
      const [key, value] = program.evaluator.arguments(siteOf(event))
      if (event.force === 'off' || key?.kind !== 'literal' || key.value !== 'trust proxy') return []
      const trust = method === 'enable' ? 'everyone' : method === 'disable' ? 'nobody' : trustOf(value)
      return [settingOf(event, trust)]
    }),
  )
}

function constructorSettings(program: Execution): TrustSetting[] {
  const made = [
    ...program.matching(FASTIFY).map((event) => ({ event, key: 'trustProxy' })),
    ...program.matching(/^koa$/).map((event) => ({ event, key: 'proxy' })),
  ]
  return made.flatMap(({ event, key }): TrustSetting[] => {
    if (event.force === 'off') return []
    const [options] = program.evaluator.arguments(siteOf(event))
    if (!options || options.kind === 'literal') return []
    if (options.kind !== 'record') return [settingOf(event, 'unknown')]
    const value = options.get(key)
    // Koa counts from the end then.
    if (key === 'proxy' && options.get('maxIpsCount')) return [settingOf(event, 'named')]
    if (value) return [settingOf(event, trustOf(value))]
    return options.open() ? [settingOf(event, 'unknown')] : []
  })
}

/** `app.proxy = true` */
function koaAssignments(program: Execution): TrustSetting[] {
  if (program.ofPackage('koa').length === 0) return []
  return [...program.modules].flatMap((path) => {
    const { evaluator } = program
    const file = evaluator.sources.skim(path)?.relevant ? evaluator.sources.parse(path) : undefined
    return (file?.assignments ?? []).flatMap((assignment): TrustSetting[] => {
      const { target, value, guard, at } = assignment
      if (typeof target !== 'object' || target?.type !== 'member' || target.property !== 'proxy') return []
      const owner = evaluator.evaluate(file!, target.object)
      const { force } = evaluator.force(file!, guard, undefined)
      if (owner.kind !== 'instance' || owner.name !== 'koa()' || force === 'off') return []
      const trust = force === 'on' ? trustOf(evaluator.evaluate(file!, value)) : 'unknown'
      return [{ trust, evidence: codeAt(file!, at) }]
    })
  })
}

function settingOf(event: CallEvent, trust: TrustSetting['trust']): TrustSetting {
  return { trust: event.force === 'on' && event.phase !== 'unseen' ? trust : 'unknown', evidence: callAt(event) }
}

function trustOf(value: Value | undefined): TrustSetting['trust'] {
  if (!value) return 'nobody'
  if (value.kind === 'list') return 'named'
  if (value.kind !== 'literal') return 'unknown'
  if (value.value === true) return 'everyone'
  if (typeof value.value === 'string') return /(^|,)\s*(0\.0\.0\.0\/0|::\/0)/.test(value.value) ? 'everyone' : 'named'
  return value.value ? 'named' : 'nobody'
}
