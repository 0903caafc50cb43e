import type { Expression } from '../facts/expression.ts'
import type { Evidence } from '../model/outcome.ts'
import { endsNearby } from './ends-nearby.ts'
import { isProcessEnv } from './is-process-env.ts'
import { stopsOf } from './stops-of.ts'
import { codeAt, siteAt } from './evidence.ts'
import { siteOf, type CallEvent } from './execution/call-event.ts'
import type { Execution } from './execution/execution.ts'
import { isNode } from './program/file-index.ts'
import { fieldsOf } from './program/models/schema-models.ts'
import type { RecordValue, Value } from './program/value.ts'

/** A variable without which the program ends while it starts. */
export interface RequiredVariable {
  name: string
  /** An empty value will not do either. */
  refusesEmpty: boolean
  evidence: Evidence
}

/** Fields that accept nothing but a value: what else may be in a schema is left alone. */
const ZOD =
  /^zod(\.z)?\.(string|number|enum|nativeEnum|url|email|uuid|stringbool|coerce\.(number|date|bigint))\(\)(\.(min|max|length|url|email|uuid|regex|startsWith|endsWith|includes|trim|toLowerCase|toUpperCase|nonempty|int|positive|nonnegative|finite|gte?|lte?|port|ip|transform|refine|superRefine|describe|datetime|brand|readonly|pipe|meta)\(\))*$/
const JOI = /^(joi|@hapi\/joi)\.(string|number|boolean)\(\)(?!.*\.(optional|default|when)\(\)).*\.required\(\)/
const ENVALID = /^envalid\.(str|num|bool|url|email|port|host|json)\(\)$/

/** Variables that schemas and checks at the start ask for, without a default. */
export function requiredVariables(program: Execution): RequiredVariable[] {
  const found = [
    ...program.events.filter(isCheck).flatMap((event) => ofSchema(program, event)),
    ...ofConditions(program),
  ]
  return [...new Map(found.toReversed().map((variable) => [variable.name, variable])).values()].toReversed()
}

function isCheck({ force, phase }: CallEvent): boolean {
  return force === 'on' && phase === 'boot'
}

function ofSchema(program: Execution, event: CallEvent): RequiredVariable[] {
  const { evaluator } = program
  const [first, second] = evaluator.arguments(siteOf(event))
  if (/^envalid\.(cleanEnv|customCleanEnv)$/.test(event.name))
    return second?.kind === 'record' ? ofFields(second, (field) => isRequiredByEnvalid(program, field), false) : []
  if (/^@t3-oss\/env-(core|nextjs)\.createEnv$/.test(event.name)) {
    const server = first?.kind === 'record' ? first.get('server') : undefined
    return server?.kind === 'record' ? ofFields(server, isRequired, false) : []
  }
  if (!/^(zod|joi|@hapi\/joi)\b.*\.(parse|parseAsync|safeParse|validate|attempt)$/.test(event.name)) return []
  if (/\.(safeParse|validate)$/.test(event.name) && !endsNearby(event)) return []
  if (first?.kind !== 'process-env') return []
  const fields = fieldsOf(evaluator, event.callee)
  return fields ? ofFields(fields, isRequired, event.name.includes('joi')) : []
}

function ofFields(fields: RecordValue, isWanted: (field: Value) => boolean, refusesEmpty: boolean): RequiredVariable[] {
  return fields.keys().flatMap((name) => {
    const field = fields.get(name)
    const site = fields.siteOf(name)
    return field && site && isWanted(field) ? [{ name, refusesEmpty, evidence: siteAt(site) }] : []
  })
}

function isRequired(field: Value): boolean {
  return field.kind === 'instance' && (ZOD.test(field.name) || JOI.test(field.name))
}

function isRequiredByEnvalid({ evaluator }: Execution, field: Value): boolean {
  if (field.kind !== 'instance' || !ENVALID.test(field.name) || !field.call) return false
  const options = evaluator.argument(field.call, 0)
  if (options === undefined) return true
  return options.kind === 'record' && !options.open() && options.get('default') === undefined
}

/** `if (!process.env.X) throw …` that runs at the start, under no other condition. */
function ofConditions(program: Execution): RequiredVariable[] {
  return [...program.modules].flatMap((path) => {
    const file = program.evaluator.sources.skim(path)?.relevant ? program.evaluator.sources.parse(path) : undefined
    if (!file?.text.includes('process.env')) return []
    return stopsOf(file).flatMap(({ at, guard, function: owner }) => {
      const condition = file.guards[guard]
      if (!condition?.holds || condition.outer !== -1 || condition.test === undefined) return []
      if (owner !== 0 && !program.ranAtBoot(file, owner)) return []
      return absentNames(condition.test).map((name) => ({ name, refusesEmpty: true, evidence: codeAt(file, at) }))
    })
  })
}

/** Names of which one alone makes the condition hold: `!process.env.A || !process.env.B`. */
function absentNames(test: Expression): string[] {
  if (!isNode(test)) return []
  if (test.type === 'logical' && test.operator === '||') return [...absentNames(test.left), ...absentNames(test.right)]
  if (test.type !== 'unary' || test.operator !== '!' || !isNode(test.value)) return []
  const { value } = test
  return value.type === 'member' && isProcessEnv(value.object) ? [value.property] : []
}
