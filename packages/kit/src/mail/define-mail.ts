import type { z } from 'zod'
import { html, type Html } from './html.ts'

export interface MailTemplate<Schema extends z.ZodType = z.ZodType> {
  readonly name: string
  readonly schema: Schema
  subject(data: z.output<Schema>): string
  text(data: z.output<Schema>): string
  html(data: z.output<Schema>): Html
}

export type MailTemplateOptions<Schema extends z.ZodType> = Omit<MailTemplate<Schema>, 'html'> & {
  /** Left out: the text, a paragraph each. */
  html?: MailTemplate<Schema>['html']
}

/**
 * A kind of mail: what it is made of, as text and as HTML.
 *
 * @example
 * const welcome = defineMail({
 *   name: 'welcome',
 *   schema: z.object({ name: z.string(), url: z.url() }),
 *   subject: ({ name }) => `Welcome, ${name}`,
 *   text: ({ url }) => `Confirm your address: ${url}`,
 *   html: ({ url }) => html`<p>${link(url, 'Confirm your address')}</p>`,
 * })
 */
export function defineMail<Schema extends z.ZodType>(options: MailTemplateOptions<Schema>): MailTemplate<Schema> {
  const paragraphs = (data: z.output<Schema>): Html =>
    html`${options
      .text(data)
      .split(/\n{2,}/)
      .map((paragraph) => html`<p>${paragraph}</p>`)}`
  return { ...options, html: options.html ?? paragraphs }
}
