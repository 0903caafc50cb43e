import type { Seen } from '../../../facts/live/seen.ts'

/** What is asked, or why it gives nothing: one question that is refused leaves the others. */
export async function see<T>(read: () => T | Promise<T>): Promise<Seen<T>> {
  try {
    return { known: true, value: await read() }
  } catch (error) {
    return { known: false, reason: error instanceof Error ? error.message : String(error) }
  }
}
