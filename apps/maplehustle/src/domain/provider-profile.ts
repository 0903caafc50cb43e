export interface ProviderProfile {
  userId: string
  displayName: string
  bio: string
  city: string
  /** IANA name: on whose clocks the provider is available. */
  timeZone: string
}
