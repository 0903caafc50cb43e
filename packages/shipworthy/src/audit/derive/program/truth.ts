import { isStageVariable } from './compare-values.ts'
import type { EnvironmentValue, Value } from './value.ts'

/** Variables that hold something a deployment supplies rather than a choice it makes. */
const SUPPLIED =
  /(URL|URI|DSN|KEY|TOKEN|SECRET|HOST|HOSTS|ENDPOINT|PASSWORD|PASS|ADDR|ADDRESS|ID|NAME|USER|USERNAME|PORT|PATH|DIR|FILE|BUCKET|REGION|EMAIL|DOMAIN|ORIGIN|ORIGINS|CREDENTIALS|CONNECTION_STRING|SERVERS?|NODES|BROKERS?|CERT|CA|SALT|LICENSE|VERSION)$/

/** Whether a value is truthy when the service runs in production with nothing set but what the code and the image say. */
export function truthOf(value: Value, environment: ReadonlyMap<string, string>): boolean | undefined {
  switch (value.kind) {
    case 'literal':
      return Boolean(value.value)
    case 'environment':
      return variableTruth(value, environment)
    case 'text':
      return value.parts.some((part) => typeof part === 'string' && part !== '') ? true : undefined
    case 'record':
    case 'list':
    case 'function':
    case 'class':
    case 'module':
    case 'object':
    case 'pattern':
    case 'process-env':
      return true
    case 'instance':
      return value.call?.file.calls[value.call.call]?.kind === 'new' ? true : undefined
    case 'alternatives': {
      const truths = value.values.map((inner) => truthOf(inner, environment))
      return truths.every((truth) => truth === truths[0]) ? truths[0] : undefined
    }
    case 'external':
    case 'parameter':
    case 'unknown':
      return undefined
  }
}

function variableTruth(value: EnvironmentValue, environment: ReadonlyMap<string, string>): boolean | undefined {
  const given = environment.get(value.name)
  if (given !== undefined) return given !== '' && !/^(false|0|no|off)$/i.test(given)
  if (isStageVariable(value.name)) return true
  if (value.fallback) {
    const truth = truthOf(value.fallback, environment)
    if (value.fallback.kind === 'literal' && typeof value.fallback.value === 'string') {
      return value.fallback.value !== '' && !/^(false|0|no|off)$/i.test(value.fallback.value)
    }
    return truth
  }
  if (value.required || SUPPLIED.test(value.name)) return undefined
  return false
}
