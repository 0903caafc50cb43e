/** What is known of it. */
export interface LoadFacts {
  target: string
}
