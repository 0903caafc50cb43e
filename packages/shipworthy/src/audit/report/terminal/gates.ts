import { line, span } from './line.ts'
import { heading, type Section } from './section.ts'

/** What decides whether the deploy goes through. */
export const gates: Section = ({ report }) =>
  report.gates.length === 0
    ? []
    : [
        heading('Gates'),
        ...report.gates.map(({ name, passed, detail }) =>
          line('  ', passed ? span('✓ passed', 'green') : span('✗ failed', 'red'), `  ${name}: ${detail}`),
        ),
      ]
