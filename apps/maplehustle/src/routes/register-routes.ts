import type { Services } from '../services/services.ts'
import { adminRoutes } from './admin/admin-routes.ts'
import { boardRoutes, type BoardRouteParts } from './admin/board-routes.ts'
import type { App } from './app.ts'
import { authRoutes, type AuthRouteParts } from './auth/auth-routes.ts'
import { mailAddressRoutes } from './auth/mail-address-routes.ts'
import { availabilityRoutes } from './availability/availability-routes.ts'
import { bookingRoutes } from './bookings/booking-routes.ts'
import { meRoutes } from './me/me-routes.ts'
import { messageRoutes } from './messages/message-routes.ts'
import { notificationRoutes } from './notifications/notification-routes.ts'
import { pageRoutes } from './pages/page-routes.ts'
import { providerRoutes } from './providers/provider-routes.ts'
import { reviewRoutes } from './reviews/review-routes.ts'
import { serviceRoutes } from './services/service-routes.ts'
import { sessionRoutes } from './sessions/session-routes.ts'
import { uploadRoutes, type UploadRouteParts } from './uploads/upload-routes.ts'
import { webhookRoutes } from './webhooks/webhook-routes.ts'

/** What some routes need beside services. */
export type RouteParts = Services & AuthRouteParts & UploadRouteParts & BoardRouteParts

const ROUTES: readonly ((app: App, parts: RouteParts) => void)[] = [
  authRoutes,
  mailAddressRoutes,
  meRoutes,
  sessionRoutes,
  providerRoutes,
  serviceRoutes,
  availabilityRoutes,
  bookingRoutes,
  messageRoutes,
  reviewRoutes,
  notificationRoutes,
  uploadRoutes,
  adminRoutes,
  boardRoutes,
  webhookRoutes,
  pageRoutes,
]

/** Every route there is; a resource is a folder beside this file and a line above. */
export function registerRoutes(app: App, parts: RouteParts): void {
  for (const register of ROUTES) register(app, parts)
}
