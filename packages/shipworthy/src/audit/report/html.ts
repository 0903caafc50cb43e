import type { Report } from '../model/report.ts'
import { digestReport } from './digest-report.ts'
import { page } from './html/page.ts'

/**
 * The report as one HTML file: it loads nothing, works without its script, and all that comes from the project is text.
 *
 * @example
 * writeFileSync('shipworthy.html', renderHtml(report))
 */
export function renderHtml(report: Report): string {
  return page(digestReport(report)).html
}
