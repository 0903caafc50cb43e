import { setting } from '@shipworthy/kit/config'
import { countSetting } from './number-settings.ts'

const section = 'bookings'

export const BOOKING_SETTINGS = {
  BOOKING_NOTICE_MINUTES: setting(countSetting(60, 0), {
    section,
    describe: 'A booking begins so long after it is asked for, at least.',
  }),
  BOOKING_ANSWER_HOURS: setting(countSetting(48), {
    section,
    describe: 'Requests that a provider has not answered by then are cancelled.',
  }),
  REMIND_HOURS_AHEAD: setting(countSetting(24), { section, describe: 'How long before a booking both are reminded.' }),
}
