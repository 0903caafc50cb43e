import type { PlannedWebhook } from '../../facts/live/live-plan.ts'
import type { Views } from '../views.ts'

/** Webhooks of payment gateways in the code whose address is certain. */
export function plannedWebhooks({ payments }: Pick<Views, 'payments'>): PlannedWebhook[] {
  return payments.webhooks.flatMap(({ route: { path, exact, force }, gateway }) =>
    exact && force === 'on' && path.startsWith('/') && !/[:*(]/.test(path)
      ? [{ path, ...(gateway !== undefined && { gateway }) }]
      : [],
  )
}
