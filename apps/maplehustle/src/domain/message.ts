/** What client and provider of a booking write to each other. */
export interface Message {
  id: string
  senderId: string
  body: string
  createdAt: string
}
