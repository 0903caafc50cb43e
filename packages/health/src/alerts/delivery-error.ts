/** Why something was not delivered, and whether to try again. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError'
  /** Not earlier than that. */
  readonly retryAfterMs: number | undefined
  /** The other side understood and refused: a wrong address or key does not mend itself. */
  readonly isPermanent: boolean

  constructor(
    message: string,
    { retryAfterMs, isPermanent = false }: { retryAfterMs?: number; isPermanent?: boolean } = {},
  ) {
    super(message)
    this.retryAfterMs = retryAfterMs
    this.isPermanent = isPermanent
  }
}
