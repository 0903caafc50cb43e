import type { Evidence } from '../../model/outcome.ts'
import { callAt } from '../evidence.ts'
import { siteOf } from '../execution/call-event.ts'
import type { Execution } from '../execution/execution.ts'
import { possibilities } from '../program/value.ts'
import type { PaymentWebhook } from './webhooks.ts'

/** A variable that a webhook verifies its messages with, and that has no other value to fall back on. */
export interface WebhookSecret {
  name: string
  path: string
  evidence: Evidence
}

/** The variables among what the checks of webhooks are called with. */
export function webhookSecrets(program: Execution, webhooks: readonly PaymentWebhook[]): WebhookSecret[] {
  const found = webhooks.flatMap(({ route, verifications }) =>
    verifications.flatMap(({ event, kind }) =>
      (kind === 'signature' ? program.evaluator.arguments(siteOf(event)) : [])
        .flatMap(possibilities)
        .flatMap((value) =>
          value.kind === 'environment' && !value.fallback
            ? [{ name: value.name, path: route.path, evidence: callAt(event) }]
            : [],
        ),
    ),
  )
  return [...new Map(found.map((secret) => [`${secret.name} ${secret.path}`, secret])).values()]
}
