import { BASE_STYLES } from './styles/base.ts'
import { EVIDENCE_STYLES } from './styles/evidence.ts'
import { EXAMINED_STYLES } from './styles/examined.ts'
import { LAYOUT_STYLES } from './styles/layout.ts'
import { PRINT_STYLES } from './styles/print.ts'
import { RESULT_STYLES } from './styles/results.ts'
import { SERVICE_STYLES } from './styles/services.ts'
import { TABLE_STYLES } from './styles/tables.ts'
import { TOKENS } from './styles/tokens.ts'
import { VERDICT_STYLES } from './styles/verdict.ts'

/** The page's only style sheet. */
export const STYLES = [
  TOKENS,
  BASE_STYLES,
  LAYOUT_STYLES,
  VERDICT_STYLES,
  TABLE_STYLES,
  EVIDENCE_STYLES,
  RESULT_STYLES,
  SERVICE_STYLES,
  EXAMINED_STYLES,
  PRINT_STYLES,
].join('')
