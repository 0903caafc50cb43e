/** What is known of it. */
export interface PrometheusFacts {
  target: string
}
