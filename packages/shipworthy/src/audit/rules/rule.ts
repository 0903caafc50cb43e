import type { Tokens } from '../facts/tokens.ts'
import { categoryOf, type Category } from '../model/categories.ts'
import type { Confidence, Effort, Evidence, RuleResult, Severity } from '../model/outcome.ts'
import type { ViewName, Views } from '../derive/views.ts'
import type { LiveFacts, LivePart, LiveParts } from '../facts/live/live-facts.ts'
import type { Silent } from '../facts/live/silence.ts'

export interface Remedy {
  /** A framework, or `any`. */
  for:
    | 'any'
    | 'express'
    | 'fastify'
    | 'koa'
    | 'hono'
    | 'nest'
    | 'next'
    | 'docker'
    | 'compose'
    | 'kubernetes'
    | 'github'
    | 'prisma'
    | 'knex'
    | 'pg'
    | 'mongoose'
    | 'sequelize'
    | 'typeorm'
  /** S: minutes. M: hours. L: days. */
  effort: Effort
  text: string
  code?: string
}

/** A small project and what the rule must say of it; examples are the rule's tests and its documentation. */
export interface Example {
  name: string
  outcome: 'pass' | 'fail' | 'not-applicable' | 'unknown'
  /** Left out: no source was given, only a running system. */
  files?: Record<string, string>
  /** What a running system answered, where one was asked. */
  live?: LiveFacts
  /** Severity the finding must have, where the rule can give two. */
  severity?: Severity
  /** Text that the finding or the reason must contain. */
  says?: string
  /** Line of the first finding, or of the evidence that it passed. */
  line?: number
}

/** A defect as a rule describes it; the runner adds snippet, severity, points and fingerprint. */
export interface FindingDraft {
  message: string
  evidence: Evidence[]
  severity?: Severity
  /** Tells findings without a place in a file apart, where the message holds figures that change: `GET /health`. */
  key?: string
}

/** What a rule says of the running system. It goes before what the source lets expect. */
export interface LiveHalf<Needs extends ViewName = ViewName> {
  /** The parts it looks at. It is asked when at least one of them has answered, and gets those. */
  parts: readonly LivePart[]
  evaluate: (live: Partial<LiveParts>, views: Pick<Views, Needs>) => Verdict
  /** What it says when none has answered; `unknown` with the reason when left out. */
  silent?: (silence: Silent) => Verdict
}

/** What was not given that a rule would have to look at. */
export type Unasked = NonNullable<RuleResult['unasked']>

export type Verdict =
  | { outcome: 'pass'; evidence: Evidence[]; passed: number }
  | { outcome: 'fail'; findings: FindingDraft[]; passed: number }
  | { outcome: 'not-applicable'; reason: string; unasked?: Unasked }
  | { outcome: 'unknown'; reason: string; evidence: Evidence[] }

export interface Rule<Needs extends ViewName = ViewName> {
  /** `<category>/<slug>`; the slug names the failing state and the file. */
  id: string
  /** Number in the catalogue, such as `LF01`; rules of plugins have none. */
  catalogue?: string
  /** The category it scores in, where its id does not say so: rules of plugins are named after the plugin. */
  category?: Category
  /** The failing state in words. */
  title: string
  /** `critical` only if deploying now means outage, loss or compromise. */
  severity: Severity
  confidence: Confidence
  /** The views `evaluate` receives; it gets no others. */
  needs: readonly Needs[]
  /** Packages and words that make a source file matter to this rule. */
  tokens?: Tokens
  /** What goes wrong in production, and for whom. */
  why: string
  remedies: readonly Remedy[]
  references: readonly { title: string; url: string }[]
  /** What looks like the fault and is none; each is covered by an example. */
  falsePositives: readonly string[]
  examples: readonly Example[]
  /** What the source says; left out by rules that only a running system can answer. */
  evaluate?: (views: Pick<Views, Needs>) => Verdict
  live?: LiveHalf<Needs>
}

/**
 * Declares a rule.
 *
 * @example
 * export default defineRule({
 *   id: 'dependencies/no-lockfile',
 *   needs: ['repository'],
 *   …
 *   evaluate: ({ repository }) =>
 *     repository.lockfiles.length > 0 ? pass(setting(repository.lockfiles[0].path)) : fail([{ message: '…', evidence: [] }]),
 * })
 */
export function defineRule<const Needs extends ViewName>(rule: Rule<Needs>): Rule<Needs> {
  return rule
}

/** The category a rule scores in. */
export function categoryOfRule({ id, category }: Pick<Rule, 'id' | 'category'>): Category {
  return category ?? categoryOf(id)
}

export function pass(evidence: Evidence | readonly Evidence[], passed = 1): Verdict {
  return { outcome: 'pass', evidence: [evidence].flat() as Evidence[], passed }
}

export function fail(findings: readonly FindingDraft[], passed = 0): Verdict {
  return { outcome: 'fail', findings: [...findings], passed }
}

export function notApplicable(reason: string): Extract<Verdict, { outcome: 'not-applicable' }> {
  return { outcome: 'not-applicable', reason }
}

export function unknown(reason: string, evidence: readonly Evidence[] = []): Verdict {
  return { outcome: 'unknown', reason, evidence: [...evidence] }
}
