import { expect, it } from 'vitest'
import { gradeOf } from '../score/score.ts'
import { gradeFor } from './grade-floors.ts'

it('draws the grades where the score has them', () => {
  for (let score = 0; score <= 100; score += 0.5) expect(gradeFor(score)).toBe(gradeOf(score))
})
