/** What users are told of, on their page and by mail. */
export const NOTIFICATION_KINDS = [
  'booking-requested',
  'booking-accepted',
  'booking-paid',
  'booking-confirmed',
  'booking-cancelled',
  'booking-completed',
  'booking-disputed',
  'booking-reminder',
  'booking-refunded',
  'message',
  'review',
] as const
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number]

export interface Notification {
  id: string
  kind: NotificationKind
  bookingId: string | null
  createdAt: string
  readAt: string | null
}
