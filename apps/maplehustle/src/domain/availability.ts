/** When a provider works on one day of the week, on the clocks of the provider. */
export interface WorkingHours {
  /** 1 is Monday, 7 is Sunday (ISO 8601). */
  weekday: number
  /** `08:00` */
  begins: string
  /** Up to `24:00`. */
  ends: string
}

/** Some time, with its beginning and without its end. */
export interface Period {
  from: string
  to: string
}

export interface TimeOff extends Period {
  id: string
}

export interface Availability {
  timeZone: string
  hours: WorkingHours[]
  /** Booked or off, within the time that was asked for. */
  busy: Period[]
}
