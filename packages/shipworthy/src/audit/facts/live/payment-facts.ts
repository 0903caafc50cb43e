/** What is known of it. */
export interface PaymentFacts {
  target: string
}
