import type { Grade } from '../model/report.ts'

/** Lowest score of each grade, as the scale shows them. A test holds them against the score itself. */
export const GRADE_FLOORS: readonly { grade: Grade; floor: number }[] = [
  { grade: 'POOR', floor: 0 },
  { grade: 'FAIR', floor: 60 },
  { grade: 'GOOD', floor: 80 },
  { grade: 'EXCELLENT', floor: 90 },
]

export function gradeFor(score: number): Grade {
  return GRADE_FLOORS.findLast(({ floor }) => score >= floor)?.grade ?? 'POOR'
}
