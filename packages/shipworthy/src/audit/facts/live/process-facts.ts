/** What is known of it. */
export interface ProcessFacts {
  target: string
}
