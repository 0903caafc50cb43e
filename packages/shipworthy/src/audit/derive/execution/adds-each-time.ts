import { usesStore } from '../datastores/uses-store.ts'
import { lastName } from '../program/names.ts'
import type { CallEvent } from './call-event.ts'

/** Adds something each time it runs. Deleting what is expired, or setting what is set, is harmless twice. */
const ADDS = /^(create|createMany|insert|insertOne|insertMany|insertInto|bulkCreate|increment|decrement|\$inc|publish)$/
const SENDS =
  /^(nodemailer|@sendgrid\/mail|resend|postmark|twilio|mailgun\.js|@aws-sdk\/client-(ses|sns|sqs)|web-push|firebase-admin)\b.*\.(send|sendMail|sendMultiple|create|publish|sendEmail|sendNotification)$/
const CHARGES = /^stripe\b.*\.(charges|transfers|payouts|refunds|paymentIntents|invoiceItems|topups)\.create$/
const POSTS = /^(axios|got|superagent|request|undici|needle|ky)\b.*\.(post|put|patch)$/
const QUEUES =
  /^(bullmq\.(Queue|FlowProducer)|bull|bee-queue|pg-boss|agenda)\b.*\.(add|addBulk|send|publish|now|createJob)$/
const INSERT_SQL = /\binsert\s+into\b/i
const HARMLESS = /\bon\s+conflict\b|\bon\s+duplicate\b|insert\s+ignore/i

/** Whether doing a call twice does its work twice. */
export function addsEachTime(event: CallEvent): boolean {
  const { name } = event
  if (SENDS.test(name) || POSTS.test(name)) return true
  if (CHARGES.test(name)) return !/idempotencyKey/.test(textOf(event))
  // A queue takes a job with a known id only once.
  if (QUEUES.test(name)) return !/\b(jobId|singletonKey|unique)\b/.test(textOf(event))
  const method = lastName(name)
  const isStore = usesStore(event)
  if (/^(query|execute|raw|run|exec)$/.test(method) && isStore) {
    return INSERT_SQL.test(textOf(event)) && !HARMLESS.test(textOf(event))
  }
  return isStore ? ADDS.test(method) : /^\?\.(sendMail|sendEmail)$/.test(name)
}

function textOf({ file, call }: CallEvent): string {
  return file.text.slice(call.at, call.end)
}
