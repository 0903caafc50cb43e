/** Aborts after a time; `cancel` when it is no longer wanted. */
export interface TimeLimit extends Disposable {
  signal: AbortSignal
}

/**
 * Unlike `AbortSignal.timeout`, keeps the process alive until then: a shutdown that waits for something stuck would
 * otherwise end with an empty event loop and exit code 0, as if all were well.
 */
export function timeLimit(timeoutMs: number): TimeLimit {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(new Error(`more than ${timeoutMs} ms`)), timeoutMs)
  return { signal: controller.signal, [Symbol.dispose]: () => clearTimeout(timer) }
}
