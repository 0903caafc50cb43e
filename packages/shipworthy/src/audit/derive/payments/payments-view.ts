import type { Tokens } from '../../facts/tokens.ts'
import type { CallEvent } from '../execution/call-event.ts'
import type { Execution } from '../execution/execution.ts'
import type { HttpView } from '../http/route.ts'
import type { PackagesView } from '../packages-view.ts'
import { findMovements, type MoneyMovement } from './money-movements.ts'
import { GATEWAYS, PAYMENT_PACKAGES, VERIFYING_LIBRARIES } from './gateways.ts'
import { findWebhooks, type PaymentWebhook } from './webhooks.ts'

/** What the service has to do with payment gateways. */
export interface PaymentsView {
  /** Names of gateways whose packages it depends on; libraries that speak to one count as well. */
  gateways: string[]
  webhooks: PaymentWebhook[]
  /** Libraries that receive events and verify them on routes of their own. */
  libraries: CallEvent[]
  /** Calls that move money. */
  movements: MoneyMovement[]
}

export const paymentTokens: Tokens = {
  packages: PAYMENT_PACKAGES,
  words: ['constructEvent', 'webhook', 'stripe', 'Stripe'],
}

export function derivePayments(program: Execution, http: HttpView, packages: PackagesView): PaymentsView {
  const gateways = GATEWAYS.filter(({ packages: names }) => names.some((name) => packages.dependency(name)))
  const webhooks = gateways.length > 0 || program.named('constructEvent').length > 0 ? findWebhooks(program, http) : []
  return {
    gateways: gateways.map(({ name }) => name),
    webhooks,
    libraries: program
      .matching(/^@better-auth\/stripe\.stripe$|^@golevelup\/nestjs-stripe\.StripeModule\.\w+$/)
      .filter(({ name, force }) => force !== 'off' && VERIFYING_LIBRARIES.test(name)),
    movements: findMovements(program),
  }
}
