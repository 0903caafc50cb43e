import { asksDatastore } from '../datastores/datastore-calls.ts'
import type { CallEvent } from '../execution/call-event.ts'
import type { Execution } from '../execution/execution.ts'
import { lastName, packageOfName } from '../program/names.ts'
import type { ScheduledJob } from './job-queue.ts'

/** What doing a job twice at the same time would do twice. */
export interface JobEffects {
  /** The first call whose effect is doubled. */
  doubled?: CallEvent
  /** Part of the job could not be followed. */
  isOpen: boolean
}

/** Adds something each time it runs. Deleting what is expired, or setting what is set, is harmless twice. */
const ADDS =
  /^(create|createMany|insert|insertOne|insertMany|insertInto|bulkCreate|increment|decrement|\$inc|send|sendMail|sendEmail|sendMessage|publish|produce|addBulk)$/
const SENDS =
  /^(nodemailer|@sendgrid\/mail|resend|postmark|twilio|stripe|mailgun\.js|@aws-sdk\/client-(ses|sns|sqs)|web-push|firebase-admin)\b.*\.(send|sendMail|sendMultiple|create|publish|sendEmail|sendNotification)$/
const POSTS = /^(axios|got|superagent|request|undici|needle|ky)\b.*\.(post|put|patch)$/
const QUEUES =
  /^(bullmq\.(Queue|FlowProducer)|bull|bee-queue|pg-boss|agenda)\b.*\.(add|addBulk|send|publish|now|createJob)$/
const INSERT_SQL = /\binsert\s+into\b/i
const HARMLESS = /\bon\s+conflict\b|\bon\s+duplicate\b|insert\s+ignore/i

/** What runs more often looks after the process: probes, flushes, heartbeats. */
const MINUTE_MS = 60_000

export function effectsOf(program: Execution, job: ScheduledJob): JobEffects {
  const isHousekeeping = job.everyMs !== undefined && job.everyMs < MINUTE_MS
  let isOpen = job.isOpen && !isHousekeeping
  for (const fn of job.functions) {
    for (const event of program.trace(fn)) {
      if (event.force !== 'off' && isDoubled(event)) return { doubled: event, isOpen }
      if (!isHousekeeping && isUnfollowed(event)) isOpen = true
    }
  }
  return { isOpen }
}

/** The language, the platform, loggers, dates, and stores, whose calls were judged. */
const KNOWN =
  /^(console|JSON|Math|Number|String|Boolean|Date|Error|TypeError|Promise|promise|Object|Array|array|string|number|object|function|Map|Set|WeakMap|RegExp|URL|URLSearchParams|Buffer|Symbol|Intl|BigInt|process|performance|crypto|path|fs|os|util|url|events|timers|perf_hooks|setTimeout|setInterval|setImmediate|clearTimeout|clearInterval|queueMicrotask|structuredClone|parseInt|parseFloat|isNaN|encodeURIComponent|decodeURIComponent|require|import|fetch|pino|winston|bunyan|log4js|loglevel|consola|signale|debug|chalk|dayjs|moment|moment-timezone|luxon|date-fns|ms|lodash|lodash-es|ramda|uuid|nanoid|zod|@nestjs\/common|prom-client|@opentelemetry\/api|@sentry\/node|dd-trace)(\.|\(|\/|$)/
const LOGS =
  /^\?\.(log|info|warn|error|debug|trace|verbose|fatal|silly|map|filter|forEach|push|toISOString|getTime|join|then|catch)$/

/** A call that may do anything. */
function isUnfollowed(event: CallEvent): boolean {
  const { callee, name } = event
  if (callee.kind === 'unknown' || callee.kind === 'parameter') return !LOGS.test(name)
  if (callee.kind === 'function' || callee.kind === 'class') return false
  return !KNOWN.test(name) && asksDatastore(event) === undefined
}

function isDoubled(event: CallEvent): boolean {
  const { name } = event
  if (SENDS.test(name) || POSTS.test(name)) return true
  // A queue takes a job with a known id only once.
  if (QUEUES.test(name)) return !/\b(jobId|singletonKey|unique)\b/.test(textOf(event))
  const method = lastName(name)
  const isStore = asksDatastore(event) !== undefined
  if (/^(query|execute|raw|run|exec)$/.test(method) && isStore) {
    return INSERT_SQL.test(textOf(event)) && !HARMLESS.test(textOf(event))
  }
  return ADDS.test(method) && (isStore || /^(nodemailer|\?)/.test(packageOfName(name)))
}

function textOf({ file, call }: CallEvent): string {
  return file.text.slice(call.at, call.end)
}
