/** Waits for something, but no longer than this; what becomes of it later is nobody's concern. */
export async function inTime(work: Promise<unknown>, limitMs: number): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, limitMs)
  await Promise.race([work, late]).finally(() => clearTimeout(timer))
}
