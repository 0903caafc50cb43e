import { defineMail, html, link, type MailTemplate } from '@shipworthy/kit/mail'
import { z } from 'zod'
import { LOCALES, type Locale } from '../domain/user.ts'

/** What mails about an account are made of. */
const SCHEMA = z.object({ locale: z.enum(LOCALES), name: z.string(), service: z.string(), url: z.url() })
type Data = z.output<typeof SCHEMA>

interface Texts {
  subject: (data: Data) => string
  body: string
  /** What the link says. */
  action: string
  end: string
}

const GREETING: Readonly<Record<Locale, string>> = { en: 'Hello', fr: 'Bonjour' }

/** A greeting, a sentence, a link. */
function defineAccountMail(name: string, texts: Readonly<Record<Locale, Texts>>): MailTemplate<typeof SCHEMA> {
  const greeting = (data: Data): string => `${GREETING[data.locale]} ${data.name},`
  return defineMail({
    name,
    schema: SCHEMA,
    subject: (data) => texts[data.locale].subject(data),
    text: (data) => {
      const { body, action, end } = texts[data.locale]
      return `${greeting(data)}\n\n${body}\n\n${action}: ${data.url}\n\n${end}`
    },
    html: (data) => {
      const { body, action, end } = texts[data.locale]
      return html`<p>${greeting(data)}</p>
        <p>${body}</p>
        <p>${link(data.url, action)}</p>
        <p>${end}</p>`
    },
  })
}

export const WELCOME_MAIL = defineAccountMail('welcome', {
  en: {
    subject: ({ service }) => `Welcome to ${service}`,
    body: 'Good to have you here. Please verify your e-mail address, so that you can book and offer services.',
    action: 'Verify my address',
    end: 'If it was not you who opened this account, you need not do anything.',
  },
  fr: {
    subject: ({ service }) => `Bienvenue chez ${service}`,
    body: 'Ravis de vous accueillir. Confirmez votre adresse courriel pour réserver et offrir des services.',
    action: 'Confirmer mon adresse',
    end: "Si vous n'avez pas ouvert ce compte, vous n'avez rien à faire.",
  },
})

export const ACCOUNT_EXISTS_MAIL = defineAccountMail('account-exists', {
  en: {
    subject: ({ service }) => `You have an account at ${service}`,
    body: 'Somebody tried to open an account with your e-mail address. You have one already: log in, or choose another password.',
    action: 'Log in',
    end: 'If it was not you, you need not do anything.',
  },
  fr: {
    subject: ({ service }) => `Vous avez déjà un compte chez ${service}`,
    body: "Quelqu'un a voulu ouvrir un compte avec votre adresse courriel. Vous en avez déjà un : ouvrez une session, ou choisissez un autre mot de passe.",
    action: 'Ouvrir une session',
    end: "Si ce n'était pas vous, vous n'avez rien à faire.",
  },
})

export const RESET_MAIL = defineAccountMail('password-reset', {
  en: {
    subject: ({ service }) => `Another password for ${service}`,
    body: 'With this link you can choose another password. It works once, for an hour.',
    action: 'Choose a password',
    end: 'If you did not ask for it, you need not do anything.',
  },
  fr: {
    subject: ({ service }) => `Un autre mot de passe pour ${service}`,
    body: 'Ce lien vous permet de choisir un autre mot de passe. Il fonctionne une fois, pendant une heure.',
    action: 'Choisir un mot de passe',
    end: "Si vous ne l'avez pas demandé, vous n'avez rien à faire.",
  },
})
