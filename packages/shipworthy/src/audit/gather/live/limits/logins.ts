import type { LivePlan } from '../../../facts/live/live-plan.ts'

/** Routes that compare a password; those that send mail or make accounts are left alone. */
const LOGIN = /(^|\/)(log-?in|sign-?in|authenticate|sessions?|token|auth(\/(local|email|password|token))?)\/?$/i
const OTHER = /(sign-?up|register|reset|forgot|otp|magic|verify|confirm|refresh|log-?out|revoke|device|push|oauth2?)/i
const MAX_ROUTES = 2

/** Login routes of the code. */
export function loginRoutes({ routes }: LivePlan): string[] {
  return routes
    .filter(
      ({ method, path, parameters }) =>
        method === 'POST' && parameters.length === 0 && LOGIN.test(path) && !OTHER.test(path),
    )
    .map(({ path }) => path)
    .slice(0, MAX_ROUTES)
}

/** A wrong password for an account that nobody has, under every name that services give the two. */
export function loginBody(): string {
  const user = 'shipworthy-nobody@example.com'
  return JSON.stringify({ email: user, username: user, login: user, password: 'shipworthy-wrong-password' })
}
