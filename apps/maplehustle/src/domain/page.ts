/** One page of a list. Pages follow on what was seen last, so that what is added meanwhile shifts nothing. */
export interface Page<Item> {
  items: Item[]
  /** Asks for the next page; null on the last one. */
  next: string | null
}

/** Where the page before ended: what the list is ordered by, and the id. */
export interface Cursor {
  at: string
  id: string
}

export interface PageRequest {
  limit: number
  after?: Cursor | undefined
}

/** Makes a page of one row more than was asked for. */
export function toPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  toItem: (row: Row) => Item,
  toCursor: (row: Row) => Cursor,
): Page<Item> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { items: shown.map(toItem), next: rows.length > limit && last ? writeCursor(toCursor(last)) : null }
}

export function writeCursor({ at, id }: Cursor): string {
  return encodeURIComponent(`${at}~${id}`)
}

/** @returns undefined for what is no cursor of a list in this order. */
export function readCursor(text: string, order: 'time' | 'rank'): Cursor | undefined {
  const [, at = '', id] = CURSOR.exec(decode(text)) ?? []
  const isPosition = order === 'rank' ? /^\d/.test(at) && Number.isFinite(Number(at)) : TIME.test(at)
  return id !== undefined && isPosition && !Number.isNaN(order === 'time' ? Date.parse(at) : 0) ? { at, id } : undefined
}

const CURSOR = /^([\w:.+-]{1,40})~([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}$/

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}
