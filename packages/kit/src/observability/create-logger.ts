import { pino, stdTimeFunctions, type DestinationStream, type LevelWithSilent, type Logger } from 'pino'
import { currentLogFields } from '../context/log-fields.ts'
import { currentRequest } from '../request/request-context.ts'
import { createIsSecretName } from './is-secret-name.ts'
import { createScrubDetails } from './scrub-details.ts'
import { scrubText } from './scrub-text.ts'

export interface LoggerOptions {
  /** In every line: the name of the service. */
  name?: string
  /** Default `info`. */
  level?: LevelWithSilent
  /** Further names whose values are never shown, such as `healthCard`. */
  secretNames?: readonly string[]
  /** More for every line, asked each time: `tracing.logContext` gives the ids of the trace. */
  context?: () => Readonly<Record<string, unknown>>
  /** Where lines go. Default: stdout, at once. */
  destination?: DestinationStream
}

/**
 * A pino logger that says for which request or job it speaks, and shows no secret: not under names such as `password`,
 * `authorization`, `cookie` or `token`, at any depth, and not in texts that look like one (passwords in URLs, tokens, sealed
 * values, private keys, numbers of cards), messages and stacks of errors included.
 *
 * @example
 * const log = createLogger({ name: 'orders', level: config.LOG_LEVEL })
 * log.info({ orderId, headers: request.headers }, 'order accepted')
 * // {"level":"info","time":"…","name":"orders","requestId":"…","user":"42","orderId":"7","headers":{"authorization":"[redacted]"},…}
 *
 * @returns What the other parts take as `log`.
 */
export function createLogger(options: LoggerOptions = {}): Logger {
  const { name, level = 'info', secretNames, context, destination } = options
  const scrubDetails = createScrubDetails(createIsSecretName(secretNames))
  const log = pino(
    {
      ...(name !== undefined && { name }),
      level,
      timestamp: stdTimeFunctions.isoTime,
      mixin: () => ({ ...requestFields(), ...currentLogFields(), ...context?.() }),
      formatters: { level: (label) => ({ level: label }), log: scrubDetails },
      serializers: {
        // What the formatter made of an error stays as it is.
        err: (scrubbed: unknown) => scrubbed,
        // The message may be that of an error, which nobody wrote for a log.
        msg: (text: unknown) => (typeof text === 'string' ? scrubText(text) : text),
      },
    },
    destination ?? pino.destination({ fd: 1, sync: true }),
  )
  scrubBindings(log, scrubDetails)
  return log
}

function requestFields(): Record<string, string> {
  const { requestId, user, traceId } = currentRequest() ?? {}
  return {
    ...(requestId !== undefined && { requestId }),
    ...(user !== undefined && { user }),
    ...(traceId !== undefined && { traceId }),
  }
}

/** What a child logger always says goes past the formatter of lines. Children inherit these methods. */
function scrubBindings(log: Logger, scrubDetails: (details: object) => Record<string, unknown>): void {
  const { child, setBindings } = log
  log.child = function (this: Logger, bindings: object, ...rest: never[]) {
    return Reflect.apply(child, this, [scrubDetails(bindings), ...rest]) as never
  }
  log.setBindings = function (this: Logger, bindings: object) {
    Reflect.apply(setBindings, this, [scrubDetails(bindings)])
  }
}
