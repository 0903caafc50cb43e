/** Files of migrations held against what a database says was applied. */
export interface Drift {
  /** Files that the table knows. */
  matched: number
  /** Files that have not been applied. */
  pending: string[]
  /** Files that were applied, and are otherwise now. */
  edited: string[]
}
