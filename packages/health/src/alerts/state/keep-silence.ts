import type { Silence } from '../../model/silence.ts'
import type { AlertBook } from './alert-book.ts'

export function keepSilence(book: AlertBook, silence: Silence): void {
  if (!book.silences.some(({ id }) => id === silence.id)) book.silences.push(silence)
}

/** Returns whether there was one. */
export function endSilence(book: AlertBook, id: string): boolean {
  const before = book.silences.length
  book.silences = book.silences.filter((silence) => silence.id !== id)
  return book.silences.length < before
}
