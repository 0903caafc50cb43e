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
  /** 1 to 5, with one decimal; null while there is none. */
  rating: number | null
  ratings: number
  photoId: string | null
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
