/** A file that `init` is about. */
export interface PlannedFile {
  /** As the user is told, from where the command was run. */
  path: string
  text: string
  /** Why it is left alone; without one it is written. */
  kept?: string
  /** What else has to be done for it to count. */
  hint?: string
}
