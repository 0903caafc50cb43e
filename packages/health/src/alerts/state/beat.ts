import type { AlertBook } from './alert-book.ts'
import type { AlertContext } from './alert-context.ts'

/** Notes that this monitor is alive and holds something here, or that it holds nothing any more. */
export function beat(book: AlertBook, { me }: AlertContext, isDue: boolean): void {
  const holds =
    Object.values(book.troubles).some(({ reports }) => reports[me] !== undefined) ||
    book.queue.some(({ owner }) => owner === me)
  if (!holds) delete book.instances[me]
  else if (isDue || book.instances[me] === undefined) book.instances[me] = (book.instances[me] ?? 0) + 1
}
