import type { MailAddresses } from '../../services/mail-addresses.ts'
import { allow } from '../access.ts'
import type { App } from '../app.ts'
import { NOTHING, PROBLEM } from '../common-schemas.ts'
import { ACCEPTED, FORGOTTEN, PASSWORD_RESET, VERIFICATION } from './auth-schemas.ts'

const tags = ['auth']

/** What the links in mails lead to. */
export function mailAddressRoutes(app: App, { mailAddresses }: { mailAddresses: MailAddresses }): void {
  app.post(
    '/auth/verify',
    {
      ...allow('public'),
      schema: { tags, summary: 'Verify an address', body: VERIFICATION, response: { 204: NOTHING, '4xx': PROBLEM } },
    },
    async (request, reply) => {
      await mailAddresses.verify(request.body.token)
      return reply.code(204).send(null)
    },
  )
  app.post(
    '/auth/forgotten',
    {
      ...allow('public'),
      schema: {
        tags,
        summary: 'Ask for another password',
        body: FORGOTTEN,
        response: { 202: ACCEPTED, '4xx': PROBLEM },
      },
    },
    async (request, reply) => {
      await mailAddresses.forgotPassword(request.body.email)
      return reply.code(202).send({ message: 'Look into your mail.' })
    },
  )
  app.post(
    '/auth/password',
    {
      ...allow('public'),
      schema: {
        tags,
        summary: 'Choose another password with the token of a mail',
        body: PASSWORD_RESET,
        response: { 204: NOTHING, '4xx': PROBLEM },
      },
    },
    async (request, reply) => {
      await mailAddresses.resetPassword(request.body.token, request.body.password)
      return reply.code(204).send(null)
    },
  )
}
