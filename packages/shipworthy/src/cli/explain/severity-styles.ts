import type { Severity } from '../../audit/model/outcome.ts'
import type { Style } from '../../audit/report/terminal/line.ts'

export const SEVERITY_STYLES: Record<Severity, Style> = { critical: 'red', warning: 'yellow', info: 'blue' }
