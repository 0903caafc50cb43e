import { HEALTH_ERRORS } from '../../packages/health/src/errors.ts'
import { KIT_ERRORS } from '../../packages/kit/src/kit-error.ts'
import { ERRORS } from '../../packages/shipworthy/src/errors.ts'
import { markdownText } from './markdown.ts'
import { PAGE_MARK, type Output } from './output.ts'

const EXIT_CODES: Record<number, string> = { 2: 'usage or configuration', 4: 'a fault of shipworthy itself' }

/** The page of all error codes; messages refer to its headings. */
export function errorReference(): Output {
  const sections = [
    PAGE_MARK,
    '# Errors',
    'Codes are stable: a code never changes its meaning and is never used for anything else. What stands in braces is filled in.',
    ...Object.entries(ERRORS).map(([code, { message, remedy, exitCode }]) =>
      section(code, message, remedy, `Exit code ${exitCode} (${EXIT_CODES[exitCode]}).`),
    ),
    ...Object.entries(HEALTH_ERRORS).map(([code, { message, remedy }]) =>
      section(code, message, remedy, 'Thrown by `@shipworthy/health` as a `HealthError`.'),
    ),
    ...Object.entries(KIT_ERRORS).map(([code, { message, remedy }]) =>
      section(code, message, remedy, 'Thrown by `@shipworthy/kit` as a `KitError`.'),
    ),
  ]
  return { path: 'docs/errors/README.md', text: `${sections.join('\n\n')}\n` }
}

function section(code: string, message: string, remedy: string, last: string): string {
  return [
    `## ${code}`,
    `**What happened:** ${markdownText(message)}.`,
    `**What to do:** ${markdownText(remedy)}`,
    last,
  ].join('\n\n')
}
