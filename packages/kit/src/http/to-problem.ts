import { HttpProblem } from '../request/http-problem.ts'

/** What is looked at of an error that is not ours. */
interface ForeignError {
  code?: unknown
  statusCode?: unknown
  expose?: unknown
  message?: unknown
  validation?: unknown
}

/**
 * What the client is told of an error. Only texts that were written for clients go out: those of `HttpProblem`, of Fastify's own
 * errors, and of http-errors that say `expose`. Everything else is 500 without a word, whatever status it claims: an
 * error of a client library carries the status that *it* was answered with.
 */
export function toProblem(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error
  const { code, statusCode, expose, message, validation } = (
    typeof error === 'object' && error ? error : {}
  ) as ForeignError
  const status = typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500 ? statusCode : undefined
  if (status === undefined) return new HttpProblem(500, { cause: error })
  if (Array.isArray(validation)) return validationProblem(status, validation)
  if (error instanceof SyntaxError)
    return new HttpProblem(status, { detail: 'The body is no valid JSON.', cause: error })
  const isForClients = expose === true || (typeof code === 'string' && code.startsWith('FST_'))
  if (!isForClients) return new HttpProblem(500, { cause: error })
  return new HttpProblem(status, { ...(typeof message === 'string' && { detail: message }), cause: error })
}

/** As Ajv and its like describe what is wrong. */
function validationProblem(status: number, validation: readonly unknown[]): HttpProblem {
  const errors = validation.map((entry) => {
    const { instancePath, message } = entry as { instancePath?: unknown; message?: unknown }
    return { pointer: String(instancePath ?? ''), detail: String(message ?? 'is not valid') }
  })
  return new HttpProblem(status, { detail: 'The request is not valid.', extensions: { errors } })
}
