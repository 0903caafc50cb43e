/** Something a provider offers. */
export interface Service {
  id: string
  providerId: string
  providerName: string
  category: string
  title: string
  description: string
  city: string
  /** Canadian cents. */
  priceCents: number
  durationMinutes: number
  isPublished: boolean
  createdAt: string
}

export interface ServiceDraft {
  category: string
  title: string
  description: string
  city: string
  priceCents: number
  durationMinutes: number
  isPublished: boolean
}

/** What people look for. */
export interface ServiceQuery {
  text?: string | undefined
  category?: string | undefined
  city?: string | undefined
  maxPriceCents?: number | undefined
}

export interface Category {
  slug: string
  nameEn: string
  nameFr: string
}
