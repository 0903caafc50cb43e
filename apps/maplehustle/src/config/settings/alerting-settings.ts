import { setting } from '@shipworthy/kit/config'
import { z } from 'zod'
import { countSetting } from './number-settings.ts'

const section = 'alerting'

export const ALERTING_SETTINGS = {
  ALERT_WEBHOOK_URL: setting(z.url({ protocol: /^https?$/ }).optional(), {
    section,
    describe: 'Where alerts are posted as JSON.',
    secret: true,
  }),
  ALERT_WEBHOOK_SECRET: setting(z.string().min(16).optional(), {
    section,
    describe: 'Signs what is posted.',
    secret: true,
  }),
  ALERT_SLACK_URL: setting(z.url({ protocol: /^https?$/ }).optional(), {
    section,
    describe: 'Incoming webhook of Slack for alerts.',
    secret: true,
  }),
  ALERT_REMIND_HOURS: setting(countSetting(4), {
    section,
    describe: 'An alert that nobody has acknowledged is told again after this.',
  }),
}
