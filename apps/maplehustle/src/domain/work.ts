/** Work that is done after a request: the tasks, by name, and what each is given. */
export interface Work {
  'send-welcome-mail': { userId: string }
  'send-account-mail': { userId: string }
  'send-reset-mail': { userId: string }
  'send-notification-mail': { notificationId: string }
  'refund-payment': { paymentId: string }
}

export type WorkName = keyof Work
