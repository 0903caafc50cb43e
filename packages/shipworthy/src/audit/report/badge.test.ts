import { SaxesParser } from 'saxes'
import { describe, expect, it } from 'vitest'
import type { Grade } from '../model/report.ts'
import { fixtureReports } from '../testing/fixture-reports.ts'
import { withHostileTexts } from '../testing/hostile-report.ts'
import { healthyReport, sampleReport } from '../testing/sample-report.ts'
import { renderBadge } from './badge.ts'

function isWellFormed(svg: string): boolean {
  const parser = new SaxesParser({ xmlns: true })
  parser.on('error', (error) => {
    throw error
  })
  parser.write(svg).close()
  return true
}

/** Contrast of white text on a colour, WCAG 2.2. */
function contrastWithWhite(color: string): number {
  const [red, green, blue] = [1, 3, 5]
    .map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)) as [number, number, number]
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
}

function graded(grade: Grade, value: number): string {
  const report = sampleReport()
  return renderBadge({ ...report, score: { ...report.score, grade, value } })
}

const widthOf = (svg: string): number => Number(/ width="(\d+)"/.exec(svg)![1])

describe('the badge', () => {
  it('says score and grade, to those who see it and those who hear it', () => {
    for (const report of [sampleReport(), healthyReport(), ...fixtureReports()]) {
      const { value, grade } = report.score
      const svg = renderBadge(report)
      expect(isWellFormed(svg)).toBe(true)
      expect(svg).toContain(`>${value} ${grade}</text>`)
      expect(svg).toContain(`<title>shipworthy: ${value} of 100, ${grade}</title>`)
      expect(svg).toContain(`role="img" aria-label="shipworthy: ${value} of 100, ${grade}"`)
    }
  })

  it('does not rate what could not be judged', () => {
    const svg = renderBadge(sampleReport({ results: [] }))
    expect(svg).toContain('>not rated</text>')
    expect(svg).not.toMatch(/POOR|EXCELLENT/)
  })

  it('has a colour for each grade on which white can be read', () => {
    const fills = (['POOR', 'FAIR', 'GOOD'] as const).map(
      (grade) => /<path .*fill="(#\w+)"/.exec(graded(grade, 50))![1]!,
    )
    expect(new Set(fills).size).toBe(3)
    for (const color of [...fills, '#3a444d', '#5a646d']) expect(contrastWithWhite(color)).toBeGreaterThan(4.5)
  })

  it('is as wide as its text', () => {
    const texts = [graded('POOR', 9), graded('POOR', 59), graded('EXCELLENT', 100)].map(widthOf)
    expect(texts).toEqual([...new Set(texts)].toSorted((a, b) => a - b))
  })

  it('loads nothing and takes nothing from the project', () => {
    const hostile = '"><script>alert(1)</script>\u001b[31m'
    expect(renderBadge(withHostileTexts(sampleReport(), hostile))).toBe(renderBadge(sampleReport()))
    expect(renderBadge(sampleReport()).replace('http://www.w3.org/2000/svg', '')).not.toMatch(
      /href|https?:|url\(|<style/,
    )
  })
})
