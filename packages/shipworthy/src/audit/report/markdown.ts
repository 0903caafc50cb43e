import type { Report } from '../model/report.ts'
import { digestReport } from './digest-report.ts'
import { categoryTable } from './markdown/category-table.ts'
import { criticalBlocks } from './markdown/critical-blocks.ts'
import { joinBlocks } from './markdown/join-blocks.ts'
import { closingBlocks, verdictBlocks } from './markdown/verdict-blocks.ts'
import { infoTable, warningTable } from './markdown/finding-table.ts'
import { unknownDetails } from './markdown/unknown-details.ts'

/**
 * The report as Markdown, for a job summary or a comment: the verdict first, and less than 1 MiB however much was found.
 *
 * @example
 * appendFileSync(process.env.GITHUB_STEP_SUMMARY, renderMarkdown(report))
 */
export function renderMarkdown(report: Report): string {
  const digest = digestReport(report)
  return joinBlocks(
    [...verdictBlocks(digest), ...criticalBlocks(digest), ...warningTable(digest), ...infoTable(digest)].concat(
      categoryTable(digest),
      unknownDetails(digest),
    ),
    closingBlocks(digest),
  )
}
