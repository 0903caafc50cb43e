/** What is known of it. */
export interface TlsFacts {
  target: string
}
