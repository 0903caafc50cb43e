/**
 * Thrown by a handler when to try again cannot help: the job goes to the dead letters at once.
 *
 * @example
 * if (response.status === 410) throw new PermanentFailure('the customer is gone')
 */
export class PermanentFailure extends Error {
  override readonly name = 'PermanentFailure'
}
