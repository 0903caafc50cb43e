import type { Sessions } from '@shipworthy/kit/auth'
import type { Administration } from './administration.ts'
import type { Authentication } from './authentication.ts'
import type { Availabilities } from './availability.ts'
import type { Bookings } from './bookings.ts'
import type { Catalogue } from './catalogue.ts'
import type { CleanUp } from './clean-up.ts'
import type { MailAddresses } from './mail-addresses.ts'
import type { Maintenance } from './maintenance.ts'
import type { Messages } from './messages.ts'
import type { Notifications } from './notifications.ts'
import type { Payments } from './payments.ts'
import type { Profiles } from './profiles.ts'
import type { Reminders } from './reminders.ts'
import type { Reviews } from './reviews.ts'
import type { Uploads } from './uploads.ts'

/** What the service can do; routes and tasks call these and nothing below them. */
export interface Services {
  authentication: Authentication
  sessions: Sessions
  mailAddresses: MailAddresses
  profiles: Profiles
  catalogue: Catalogue
  availabilities: Availabilities
  bookings: Bookings
  payments: Payments
  messages: Messages
  notifications: Notifications
  reviews: Reviews
  uploads: Uploads
  administration: Administration
  reminders: Reminders
  cleanUp: CleanUp
  maintenance: Maintenance
}
