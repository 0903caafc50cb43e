/** What is known of it. */
export interface PostgresFacts {
  target: string
}
