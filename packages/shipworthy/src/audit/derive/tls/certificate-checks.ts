import { mayHoldTokens } from '../../facts/source-store.ts'
import type { SourceFile } from '../../facts/source.ts'
import type { Tokens } from '../../facts/tokens.ts'
import type { Severity } from '../../model/outcome.ts'
import type { Execution } from '../execution/execution.ts'
import { isNode } from '../program/file-index.ts'
import type { Force } from '../program/force.ts'
import { packageOfName } from '../program/names.ts'
import { writtenOptions, type WrittenOption } from '../written-options.ts'

/** Options that leave out the check of the other side's certificate, with the value that does so. */
const OPTIONS: Record<string, boolean> = {
  rejectUnauthorized: false,
  strictSSL: false,
  tlsAllowInvalidCertificates: true,
  tlsInsecure: true,
}
const SWITCH = 'NODE_TLS_REJECT_UNAUTHORIZED'
const DATABASES =
  /^(pg|pg-promise|postgres|mysql2?|mariadb|knex|sequelize|sequelize-typescript|typeorm|mongoose|mongodb|ioredis|redis|mssql|drizzle-orm|kysely)$/
/** Payment providers, by host. */
const PAYMENT_HOSTS =
  /\b(api\.stripe\.com|paypal\.com|braintreegateway\.com|adyen\.com|squareup\.com|razorpay\.com|paystack\.co|mollie\.com)\b/
/** A place that says how certificates are checked. */
export interface CertificateCheck {
  file: SourceFile
  at: number
  /** Whether the check is left out: in force, behind a switch, or not at all. */
  state: Force
  severity: Severity
  message: string
  note: string
}

export const certificateTokens: Tokens = { names: [...Object.keys(OPTIONS), SWITCH] }

/** Everything in loaded files that turns the check of certificates on or off. */
export function certificateChecks(program: Execution): CertificateCheck[] {
  return [...optionsOf(program), ...switchesOf(program)]
}

function optionsOf(program: Execution): CertificateCheck[] {
  const found = writtenOptions(program, new Set(Object.keys(OPTIONS)))
  const ran = found.length > 0 ? functionsThatRan(program) : new Set<number>()
  return found.map((option) => {
    const { file, at, key, value } = option
    const isHarmless = hostsOf(option).some((host) => isSameMachine(host)) || looksAtCertificates(option)
    const state = isHarmless ? 'off' : stateOf(program, option, ran)
    const use = useOf(program, option)
    return {
      file,
      at,
      state,
      severity: use.isCritical ? 'critical' : 'warning',
      message: `${use.what} takes any certificate: ${key} is ${String(OPTIONS[key])}`,
      note: noteOn(key, value),
    }
  })
}

function noteOn(key: string, value: WrittenOption['value']): string {
  if (value === OPTIONS[key]) return 'not in force by default, or harmless here'
  return isNode(value) ? 'a setting decides' : 'the check is on'
}

function stateOf(program: Execution, option: WrittenOption, ran: ReadonlySet<number>): Force {
  const { file, key, value, force } = option
  const known = program.evaluator.evaluate(file, value)
  if (known.kind !== 'literal' || known.value !== OPTIONS[key]) return 'off'
  // `process.env.STRICT === 'true'` is false until somebody sets it.
  if (isNode(value) && value.type !== 'identifier') return 'maybe'
  const isReached = option.function === 0 || ran.has(program.evaluator.functionId(file, option.function))
  return force === 'on' && !isReached ? 'maybe' : force
}

/** Functions from which a call was seen that is surely in force. */
function functionsThatRan({ events, evaluator }: Execution): Set<number> {
  const found = new Set<number>()
  for (const { force, phase, file, call, callee } of events) {
    if (force !== 'on' || phase === 'unseen') continue
    found.add(evaluator.functionId(file, call.function))
    if (callee.kind === 'function') found.add(evaluator.functionId(callee.file, callee.index))
  }
  return found
}

/** Code that reads the certificate judges it by itself. */
function looksAtCertificates({ file, function: owner }: WrittenOption): boolean {
  return file.calls.some(
    ({ callee, function: caller }) =>
      isNode(callee) &&
      callee.type === 'member' &&
      /^(getPeerCertificate|getPeerX509Certificate)$/.test(callee.property) &&
      (caller === owner || file.functions[caller]!.parent === owner || owner === 0),
  )
}

/** Hosts that stand beside the option, or in the address that the call is given. */
function hostsOf({ outermost, file, call }: WrittenOption): string[] {
  const texts: string[] = []
  if (isNode(outermost) && outermost.type === 'object') {
    for (const { key, value } of outermost.entries)
      if (typeof value === 'string' && /^(host|hostname|server|url|uri|baseURL|connectionString|node)$/.test(key ?? ''))
        texts.push(value)
  }
  for (const argument of call === undefined ? [] : file.calls[call]!.args)
    if (typeof argument === 'string' && argument.includes('://')) texts.push(argument)
  return texts.flatMap((text) => /^(?:[a-z+]+:\/\/(?:[^@/]*@)?)?([\w.-]+)/i.exec(text)?.[1] ?? [])
}

function isSameMachine(host: string): boolean {
  return /^(localhost|127\.[\d.]+|0\.0\.0\.0|::1)$/.test(host)
}

/** A name with a domain that others than the network itself answer for. */
function isPublic(host: string): boolean {
  if (/^(10|127|192\.168|172\.(1[6-9]|2\d|3[01])|169\.254)\./.test(host)) return false
  return (
    /\.[a-z]{2,}$|^\d+\.\d+\.\d+\.\d+$/i.test(host) &&
    !/\.(local|internal|lan|svc|cluster|localdomain|test|intranet)$/i.test(host)
  )
}

function useOf(program: Execution, option: WrittenOption): { what: string; isCritical: boolean } {
  const name = option.call === undefined ? '' : nameOf(program, option)
  const hosts = hostsOf(option)
  if (hosts.some((host) => PAYMENT_HOSTS.test(host)))
    return { what: 'the connection to the payment provider', isCritical: true }
  if (DATABASES.test(packageOfName(name)))
    return { what: `the connection that ${name} makes`, isCritical: hosts.some(isPublic) }
  return {
    what: name && !name.startsWith('?') ? `the connection that ${name} makes` : 'a connection',
    isCritical: false,
  }
}

function nameOf(program: Execution, { file, call }: WrittenOption): string {
  const callee = program.evaluator.callee({ file, call: call! })
  return callee.kind === 'external' || callee.kind === 'instance' ? callee.name : ''
}

/** `process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'`: for the whole process, whatever it talks to. */
function switchesOf(program: Execution): CertificateCheck[] {
  const { evaluator } = program
  const { sources } = evaluator
  let ran: ReadonlySet<number> | undefined
  return [...program.modules].flatMap((path) => {
    const skim = sources.skim(path)
    if (!mayHoldTokens(skim) || skim?.client || !sources.text(path)?.includes(SWITCH)) return []
    const file = sources.parse(path)
    return (file?.assignments ?? []).flatMap((assignment): CertificateCheck[] => {
      const { target, value, at, guard, function: owner } = assignment
      if (!isNode(target) || target.type !== 'member' || target.property !== SWITCH) return []
      const known = evaluator.evaluate(file!, value)
      const isOff = known.kind === 'literal' && String(known.value) === '0'
      const isReached = owner === 0 || (ran ??= functionsThatRan(program)).has(evaluator.functionId(file!, owner))
      const { force } = evaluator.force(file!, guard, undefined)
      const state = !isOff
        ? known.kind === 'literal'
          ? 'off'
          : 'maybe'
        : force === 'on' && !isReached
          ? 'maybe'
          : force
      return [
        {
          file: file!,
          at,
          state,
          severity: 'critical',
          message: `every connection of the process takes any certificate: ${SWITCH} is set to 0`,
          note: 'not in force by default',
        },
      ]
    })
  })
}
