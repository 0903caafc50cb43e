import type { Alert } from '../../model/alert.ts'
import type { AlertBook, FinishedDelivery, QueuedDelivery, Told } from './alert-book.ts'
import type { AlertContext } from './alert-context.ts'

/** What is kept of deliveries that are done, for people to look at; of dead ones as many again. */
const MAX_FINISHED = 100
/** What may wait; beyond it the oldest is given up. */
const MAX_QUEUED = 10_000
/** Attempts for what the other side refused: a proxy in between may have been the one to do so. */
const MAX_REFUSALS = 3

export function enqueue(
  book: AlertBook,
  notifier: string,
  alert: Alert,
  told: Told | undefined,
  context: AlertContext,
): void {
  const { at, me } = context
  const { reason } = alert
  const needsFire = reason === 'resolved' && !told?.got
  // Whoever has not been told of it, and will not be, need not know that it is over.
  if (needsFire && !book.queue.some((waiting) => waiting.notifier === notifier && waiting.alert.id === alert.id)) return
  book.queue.push({
    id: `${me}-${++book.sequence}`,
    notifier,
    reason,
    alert,
    owner: me,
    createdAt: at,
    nextAt: at,
    attempts: 0,
    ...(needsFire && { needsFire }),
  })
  const [oldest] = book.queue
  if (book.queue.length > MAX_QUEUED && oldest) bury(book, oldest, 'too many others were waiting', context)
}

/** Takes over what monitors that are gone have left. */
export function takeOver(book: AlertBook, { me, at }: AlertContext): void {
  for (const delivery of book.queue) {
    if (delivery.owner === me || book.instances[delivery.owner] !== undefined) continue
    delivery.owner = me
    delivery.nextAt = Math.min(delivery.nextAt, at)
  }
}

/** What may be sent now: of what one notifier gets about one alert only the first, so that no end overtakes its beginning. */
export function dueDeliveries(book: AlertBook, { me, at }: Pick<AlertContext, 'me' | 'at'>): QueuedDelivery[] {
  return firstInLine(book).filter(({ owner, nextAt }) => owner === me && nextAt <= at)
}

export function firstInLine({ queue }: AlertBook): QueuedDelivery[] {
  const seen = new Set<string>()
  return queue.filter(({ notifier, alert }) => {
    const line = `${notifier} ${alert.id}`
    return !seen.has(line) && seen.add(line)
  })
}

/** It was delivered. */
export function noteSent(book: AlertBook, id: string, context: AlertContext): void {
  const delivery = take(book, id)
  if (!delivery) return
  finish(book, delivery, 'sent', context)
  if (delivery.reason === 'resolved') return
  for (const waiting of sameLine(book, delivery)) delete waiting.needsFire
  const told = toldOf(book, delivery)
  if (told) told.got = true
}

export interface Failure {
  error: string
  retryAfterMs?: number
  isPermanent?: boolean
  /** From 0 up to, but without, 1. */
  random: number
}

/** It was not: later again, each time twice as long, or never. Returns whether it was given up. */
export function noteFailed(book: AlertBook, id: string, failure: Failure, context: AlertContext): boolean {
  const delivery = book.queue.find((one) => one.id === id)
  if (!delivery) return false
  const { at, policy } = context
  const { firstRetryMs, maxRetryMs, giveUpMs } = policy.delivery
  delivery.attempts++
  delivery.error = failure.error
  const backoffMs = Math.min(firstRetryMs * 2 ** (delivery.attempts - 1), maxRetryMs)
  // ±20 %, so that not all who were refused at once come back at once.
  delivery.nextAt =
    at + Math.max(backoffMs * (0.8 + 0.4 * failure.random), Math.min(failure.retryAfterMs ?? 0, giveUpMs))
  const isHopeless = failure.isPermanent === true && delivery.attempts >= MAX_REFUSALS
  if (!isHopeless && delivery.nextAt - delivery.createdAt < giveUpMs) return false
  bury(book, delivery, failure.error, context)
  return true
}

/** Gives a delivery up, and with it the end of what nobody has been told of. */
export function bury(book: AlertBook, delivery: QueuedDelivery, error: string, context: AlertContext): void {
  take(book, delivery.id)
  delivery.error = error
  finish(book, delivery, 'dead', context)
  const line = sameLine(book, delivery)
  if (line.every(({ reason }) => reason === 'resolved'))
    book.queue = book.queue.filter((waiting) => !(waiting.needsFire && line.includes(waiting)))
}

function take(book: AlertBook, id: string): QueuedDelivery | undefined {
  const index = book.queue.findIndex((one) => one.id === id)
  return index === -1 ? undefined : book.queue.splice(index, 1)[0]
}

function sameLine({ queue }: AlertBook, { notifier, alert }: QueuedDelivery): QueuedDelivery[] {
  return queue.filter((waiting) => waiting.notifier === notifier && waiting.alert.id === alert.id)
}

function toldOf({ groups }: AlertBook, { notifier, alert }: QueuedDelivery): Told | undefined {
  const group = groups[alert.fingerprint]
  return group?.id === alert.id ? group.told[notifier] : undefined
}

function finish(book: AlertBook, delivery: QueuedDelivery, result: 'sent' | 'dead', { wall }: AlertContext): void {
  const { id, notifier, reason, alert, attempts, error } = delivery
  const finished: FinishedDelivery = {
    id,
    notifier,
    reason,
    alert: alert.id,
    summary: alert.summary,
    result,
    attempts: attempts + (result === 'sent' ? 1 : 0),
    at: wall,
    ...(result === 'dead' && error !== undefined && { error }),
  }
  book.finished.push(finished)
  const others = book.finished.filter((one) => one.result === result)
  if (others.length > MAX_FINISHED) book.finished.splice(book.finished.indexOf(others[0]!), 1)
}
