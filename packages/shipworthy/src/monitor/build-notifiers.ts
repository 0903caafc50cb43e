import type { AlertOptions, Notifier } from '@shipworthy/health'
import { createAlertmanagerNotifier } from '@shipworthy/health/notifiers/alertmanager'
import { createDiscordNotifier } from '@shipworthy/health/notifiers/discord'
import { createEmailNotifier } from '@shipworthy/health/notifiers/email'
import { createLogNotifier } from '@shipworthy/health/notifiers/log'
import { createNtfyNotifier } from '@shipworthy/health/notifiers/ntfy'
import { createPagerDutyNotifier } from '@shipworthy/health/notifiers/pager-duty'
import { createSlackNotifier } from '@shipworthy/health/notifiers/slack'
import { createSmsNotifier } from '@shipworthy/health/notifiers/sms'
import { createTeamsNotifier } from '@shipworthy/health/notifiers/teams'
import { createTelegramNotifier } from '@shipworthy/health/notifiers/telegram'
import { createWebhookNotifier } from '@shipworthy/health/notifiers/webhook'
import type { MonitorConfig } from './schema/monitor-schema.ts'
import type { NotifierConfig } from './schema/notifier-schemas.ts'

type Type = NotifierConfig['type']
type Entry<T extends Type> = Omit<Extract<NotifierConfig, { type: T }>, 'type' | 'name'> & { name: string }
type Write = (line: string) => unknown

/** From the words of a configuration to the options of a notifier. */
const BUILDERS: { [T in Type]: (entry: Entry<T>, write: Write) => Notifier } = {
  log: ({ name }, write) => ({ ...createLogNotifier(write), name }),
  email: createEmailNotifier,
  webhook: createWebhookNotifier,
  slack: createSlackNotifier,
  discord: createDiscordNotifier,
  teams: createTeamsNotifier,
  telegram: createTelegramNotifier,
  ntfy: createNtfyNotifier,
  sms: createSmsNotifier,
  pagerduty: createPagerDutyNotifier,
  alertmanager: createAlertmanagerNotifier,
}

/** Who is told, and of what. `write` takes the lines of `log`. */
export function buildNotifiers(
  { notifiers = [], alerts = {} }: MonitorConfig,
  write: Write,
): { notifiers: Notifier[]; alerts: AlertOptions } {
  return {
    notifiers: notifiers.map(({ type, name = type, ...options }) => {
      const build = BUILDERS[type] as (entry: object, write: Write) => Notifier
      return build({ ...options, name }, write)
    }),
    // The schema says the same as the type, but for what belongs together; the library checks that.
    alerts: alerts as AlertOptions,
  }
}
