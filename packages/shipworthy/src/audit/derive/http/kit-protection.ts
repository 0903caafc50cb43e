import { siteOf } from '../execution/call-event.ts'
import type { Execution } from '../execution/execution.ts'
import type { Value } from '../program/value.ts'

/** `createHttpProtection` of @shipworthy/kit, as it is mounted: it sets headers, ids and error answers. */
const MOUNTED = /^@shipworthy\/kit\/http\.createHttpProtection\(\)\.(fastify|node|fetch)(\(\))?$/
const MAKER = /^@shipworthy\/kit\/http\.createHttpProtection$/

/** It limits only when it is given a limiter. */
export function kitProtectionLimits(program: Execution, value: Value): boolean {
  if (!isKitProtection(value)) return false
  return program.matching(MAKER).some((event) => {
    const options = event.force === 'off' ? undefined : program.evaluator.argument(siteOf(event), 0)
    return options?.kind === 'record' && options.get('rateLimit') !== undefined
  })
}

export function isKitProtection(value: Value): boolean {
  return (value.kind === 'instance' || value.kind === 'external') && MOUNTED.test(value.name)
}
