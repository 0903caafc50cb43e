/** A `shipworthy-ignore` in a comment, as it was written; what it means is decided where suppressions are applied. */
export interface SuppressionComment {
  path: string
  line: number
  column: number
  /** What follows `shipworthy-ignore`, without the end of the comment. */
  text: string
  /** Nothing but the comment stands on its line, so it speaks of the line below. */
  isAlone: boolean
}
