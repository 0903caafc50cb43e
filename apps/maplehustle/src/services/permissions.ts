import { definePermissions, type Permissions } from '@shipworthy/kit/auth'
import type { Booking } from '../domain/booking.ts'
import type { Service } from '../domain/service.ts'
import type { Actor } from '../domain/user.ts'

type Offer = Pick<Service, 'providerId'>
type Parties = Pick<Booking, 'clientId' | 'providerId'>

/** What can be done, and to what. */
export interface Resources {
  'service.change': Offer
  'booking.read': Parties
  'booking.accept': Parties
  'booking.pay': Parties
  'booking.complete': Parties
  'booking.cancel': Parties
  'booking.dispute': Parties
  'booking.settle': Parties
  'booking.reverse': Parties
  'booking.review': Parties
  'message.write': Parties
}

export type AppPermissions = Permissions<Actor, Resources>

const offers = (actor: Actor, { providerId }: Offer): boolean => providerId === actor.id
const booked = (actor: Actor, { clientId }: Parties): boolean => clientId === actor.id

/** Who may do what to whose; which role may call which route at all stands beside the routes. */
export const PERMISSIONS: AppPermissions = definePermissions<Actor, Resources>({
  client: {
    'booking.read': booked,
    'booking.pay': booked,
    'booking.cancel': booked,
    'booking.dispute': booked,
    'booking.review': booked,
    'message.write': booked,
  },
  provider: {
    'service.change': offers,
    'booking.read': offers,
    'booking.accept': offers,
    'booking.complete': offers,
    'booking.cancel': offers,
    'message.write': offers,
  },
  admin: {
    'service.change': true,
    'booking.read': true,
    'booking.settle': true,
    'booking.reverse': true,
  },
})
