import type { Grade, Report } from '../model/report.ts'
import { digestReport } from './digest-report.ts'
import { escapeHtml } from './text.ts'
import { textWidth } from './badge/text-width.ts'

/** White on each has at least 4.5 : 1 (WCAG 2.2, 1.4.3). */
const COLORS: Record<Grade, string> = { EXCELLENT: '#1b6544', GOOD: '#1b6544', FAIR: '#875200', POOR: '#ac1f1a' }
const UNRATED = '#5a646d'
const LABEL_COLOR = '#3a444d'
const LABEL = 'shipworthy'
const PADDING = 6
const HEIGHT = 20

/**
 * Score and grade as a small SVG image for a README. It loads nothing, and says the same to a screen reader.
 *
 * @example
 * writeFileSync('shipworthy.svg', renderBadge(report))
 */
export function renderBadge(report: Report): string {
  const { isRated, report: cleaned } = digestReport(report)
  const { value, grade } = cleaned.score
  const text = isRated ? `${value} ${grade}` : 'not rated'
  const name = escapeHtml(isRated ? `${LABEL}: ${value} of 100, ${grade}` : `${LABEL}: ${text}`)
  const [left, right] = [textWidth(LABEL), textWidth(text)]
  const [labelWidth, valueWidth] = [left + 2 * PADDING, right + 2 * PADDING]
  const width = labelWidth + valueWidth
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${HEIGHT}" viewBox="0 0 ${width} ${HEIGHT}" role="img" aria-label="${name}">
<title>${name}</title>
<rect width="${width}" height="${HEIGHT}" rx="3" fill="${LABEL_COLOR}"/>
<path d="M${labelWidth} 0h${valueWidth - 3}a3 3 0 0 1 3 3v${HEIGHT - 6}a3 3 0 0 1-3 3h-${valueWidth - 3}z" fill="${isRated ? COLORS[grade] : UNRATED}"/>
<g fill="#fff" font-family="Verdana,'DejaVu Sans',Geneva,sans-serif" font-size="11" aria-hidden="true">
<text x="${PADDING}" y="14" textLength="${left}" lengthAdjust="spacingAndGlyphs">${LABEL}</text>
<text x="${labelWidth + PADDING}" y="14" textLength="${right}" lengthAdjust="spacingAndGlyphs">${escapeHtml(text)}</text>
</g>
</svg>
`
}
