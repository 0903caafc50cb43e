import { currentRequest } from '@shipworthy/kit/http'
import { allow } from '../access.ts'
import type { App } from '../app.ts'
import { renderTokenPage, type TokenPage } from './render-token-page.ts'

/** Where the links in mails lead to, until there is a front end. */
const PAGES: Readonly<Record<string, TokenPage>> = {
  '/account/verify': { title: 'Verify your address', action: 'Verify', target: '/auth/verify', asksPassword: false },
  '/account/password': { title: 'Choose a password', action: 'Save', target: '/auth/password', asksPassword: true },
}

export function pageRoutes(app: App): void {
  for (const [path, page] of Object.entries(PAGES))
    app.get(path, { ...allow('public'), schema: { hide: true } }, (_, reply) =>
      reply
        .type('text/html; charset=utf-8')
        .header('cache-control', 'no-store')
        .header('referrer-policy', 'no-referrer')
        .send(renderTokenPage(page, currentRequest()?.cspNonce ?? '')),
    )
}
