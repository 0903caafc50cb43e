/** What is known of it. */
export interface FaultFacts {
  target: string
}
