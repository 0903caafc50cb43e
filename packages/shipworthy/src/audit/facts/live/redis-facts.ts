/** What is known of it. */
export interface RedisFacts {
  target: string
}
