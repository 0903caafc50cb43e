/** What is known of it. */
export interface QueueFacts {
  target: string
}
