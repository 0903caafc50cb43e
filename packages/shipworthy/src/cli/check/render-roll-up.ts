import type { RollUp } from '../../audit/model/roll-up.ts'
import type { Rendering } from './render-report.ts'

/** A roll-up in a format; each renderer is loaded only when it is asked for. */
export async function renderRollUp(rollUp: RollUp, { format, screen, quiet, folder }: Rendering): Promise<string> {
  switch (format) {
    case 'json':
      return (await import('../../audit/report/roll-up/roll-up-json.ts')).renderRollUpJson(rollUp)
    case 'html':
      return (await import('../../audit/report/roll-up/roll-up-html.ts')).renderRollUpHtml(rollUp)
    case 'junit':
      return (await import('../../audit/report/roll-up/roll-up-junit.ts')).renderRollUpJunit(rollUp)
    case 'markdown':
      return (await import('../../audit/report/roll-up/roll-up-markdown.ts')).renderRollUpMarkdown(rollUp)
    case 'badge':
      return (await import('../../audit/report/roll-up/roll-up-badge.ts')).renderRollUpBadge(rollUp)
    case 'terminal': {
      const { renderRollUpTerminal } = await import('../../audit/report/roll-up/roll-up-terminal.ts')
      return renderRollUpTerminal(rollUp, { ...screen, quiet })
    }
    case 'sarif': {
      const { mergeReports } = await import('../../audit/report/roll-up/merge-reports.ts')
      const { renderSarif } = await import('../../audit/report/sarif.ts')
      return renderSarif(mergeReports(rollUp), { folder })
    }
  }
}
