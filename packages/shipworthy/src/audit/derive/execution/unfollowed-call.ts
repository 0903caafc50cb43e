import { usesStore } from '../datastores/uses-store.ts'
import type { CallEvent } from './call-event.ts'

/** The language, the platform, loggers, dates and schemas; stores are known by their calls. */
const KNOWN =
  /^(console|JSON|Math|Number|String|Boolean|Date|Error|TypeError|Promise|promise|Object|Array|array|string|number|object|function|Map|Set|WeakMap|RegExp|URL|URLSearchParams|Buffer|Symbol|Intl|BigInt|process|performance|crypto|path|fs|os|util|url|events|timers|perf_hooks|setTimeout|setInterval|setImmediate|clearTimeout|clearInterval|queueMicrotask|structuredClone|parseInt|parseFloat|isNaN|encodeURIComponent|decodeURIComponent|require|import|fetch|pino|winston|bunyan|log4js|loglevel|consola|signale|debug|chalk|dayjs|moment|moment-timezone|luxon|date-fns|ms|lodash|lodash-es|ramda|uuid|nanoid|zod|@nestjs\/common|prom-client|next\/server|next\/headers|next\/cache|Response|Request|Headers|posthog-node|nodemailer|@sendgrid\/mail|resend|postmark|stripe|@opentelemetry\/api|@sentry\/\w+|dd-trace)(\.|\(|\/|$)/
const LOGS =
  /^\?\.(log|info|warn|error|debug|trace|verbose|fatal|silly|map|filter|forEach|push|toISOString|getTime|join|then|catch|json|send|end|status|sendStatus|set|header|setHeader|cookie|redirect|type|text|flush)$/

/** A call that may do anything: of something unknown, or of a package that nothing is known of. */
export function isUnfollowed(event: CallEvent): boolean {
  const { callee, name } = event
  if (usesStore(event)) return false
  if (callee.kind === 'unknown' || callee.kind === 'parameter') return !LOGS.test(name)
  if (callee.kind === 'function' || callee.kind === 'class') return false
  return !KNOWN.test(name)
}
