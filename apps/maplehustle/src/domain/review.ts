export interface Review {
  bookingId: string
  clientName: string
  /** 1 to 5. */
  rating: number
  comment: string
  createdAt: string
}
