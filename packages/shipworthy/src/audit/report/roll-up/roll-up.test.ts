import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { SaxesParser } from 'saxes'
import { describe, expect, it } from 'vitest'
import type { RollUp } from '../../model/roll-up.ts'
import { sampleRollUp } from '../../testing/sample-roll-up.ts'
import { withHostileTexts } from '../../testing/hostile-report.ts'
import { renderAnnotations } from '../annotations.ts'
import { renderSarif } from '../sarif.ts'
import { mergeReports } from './merge-reports.ts'
import { renderRollUpBadge } from './roll-up-badge.ts'
import { renderRollUpHtml } from './roll-up-html.ts'
import { renderRollUpJson } from './roll-up-json.ts'
import { renderRollUpJunit } from './roll-up-junit.ts'
import { renderRollUpMarkdown } from './roll-up-markdown.ts'
import { renderRollUpTerminal } from './roll-up-terminal.ts'

const readSchema = (name: string): object =>
  JSON.parse(readFileSync(new URL(`../../../../schema/${name}.schema.json`, import.meta.url), 'utf8')) as object
const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, allErrors: true })
ajv.addSchema(readSchema('report'))
const validate = ajv.compile(readSchema('roll-up'))
const problemsOf = (json: string): string[] => {
  validate(JSON.parse(json))
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

const rollUp = sampleRollUp()
const hostile: RollUp = {
  ...rollUp,
  services: rollUp.services.map((service, index) => ({
    ...service,
    name: `a"b<script>\u001b[31m${index}`,
    report: { ...withHostileTexts(service.report, '"<script>\u001b[31m\u202e'), tool: rollUp.tool },
  })),
}

describe('a roll-up in the terminal', () => {
  it('shows a table, what matters of each service, and the gates of the worst', () => {
    const text = renderRollUpTerminal(rollUp, { color: false, width: 100 })
    expect(text).toMatch(/^Shipworthy 48 POOR · the worst of 2 services: api\nharbour\n/)
    expect(text).toMatch(/^ {2}api +48 POOR +\d+ % +35–59 +3 +\d+ +apps\/api$/m)
    expect(text).toMatch(/^ {2}web +\d+ [A-Z]+ .* apps\/web$/m)
    expect(text).toContain('security/cors-credentials-reflected')
    expect(text).toMatch(/more rules?$/m)
    expect(text).toContain('✗ failed  fail-on critical: api: 3 findings are critical')
    expect(text).toContain('shipworthy check --service api')
  })

  it('fits, is quiet when asked, and lets no control character through', () => {
    for (const width of [40, 60, 100])
      for (const row of renderRollUpTerminal(hostile, { color: false, width }).split('\n'))
        expect([...row].length).toBeLessThanOrEqual(width)
    expect(renderRollUpTerminal(hostile, { color: false, width: 80 })).not.toContain('\u001b')
    expect(renderRollUpTerminal(rollUp, { color: false, width: 100, quiet: true }).trimEnd().split('\n')).toHaveLength(
      1 + rollUp.gates.filter(({ passed }) => !passed).length,
    )
  })
})

describe('a roll-up as JSON', () => {
  it('is what its schema describes', () => {
    expect(problemsOf(renderRollUpJson(rollUp))).toEqual([])
    expect(problemsOf(renderRollUpJson(hostile))).toEqual([])
    for (const key of ['kind', 'gates', 'services', 'target'])
      expect(problemsOf(JSON.stringify({ ...rollUp, [key]: undefined })), key).not.toEqual([])
    expect(problemsOf(JSON.stringify({ ...rollUp, extra: 1 }))).not.toEqual([])
    expect(problemsOf(JSON.stringify({ ...rollUp, services: rollUp.services.slice(1) }))).not.toEqual([])
  })
})

describe('a roll-up as one page', () => {
  const page = renderRollUpHtml(rollUp)
  const attributes = (name: string): string[] =>
    [...page.matchAll(new RegExp(`\\s${name}="([^"]*)"`, 'g'))].map(([, value]) => value!)

  it('has the report of every service, one of each id, and no link into nothing', () => {
    const ids = attributes('id')
    expect(new Set(ids).size).toBe(ids.length)
    const targets = attributes('href').filter((href) => href.startsWith('#'))
    expect(targets.filter((href) => !ids.includes(href.slice(1)))).toEqual([])
    expect(attributes('aria-labelledby').filter((id) => !ids.includes(id))).toEqual([])
    for (const { name } of rollUp.services) expect(page).toContain(`<h2>${name}</h2>`)
    expect(page).toContain('the worst of 2 services is api with 48 POOR')
  })

  it('keeps what a project says text', () => {
    const shown = renderRollUpHtml(hostile).replace(/<(style|script)>[\s\S]*?<\/\1>/g, '')
    for (const part of ['<script', '\u001b', '\u202e']) expect(shown).not.toContain(part)
  })
})

describe('a roll-up for other programs', () => {
  it('is one suite for each service in JUnit', () => {
    const suites: string[] = []
    const names = new Set<string>()
    const parser = new SaxesParser()
    parser.on('opentag', ({ name, attributes }) => {
      if (name === 'testsuite') suites.push(String(attributes['name']))
      if (name === 'testcase') names.add(`${String(attributes['classname'])} ${String(attributes['name'])}`)
    })
    parser.write(renderRollUpJunit(rollUp)).close()
    expect(suites).toEqual(['api', 'web'])
    expect(names.size).toBe(rollUp.services.reduce((sum, { report }) => sum + report.results.length, 0))
  })

  it('has each finding once in SARIF and annotations, with a place in its service', () => {
    const merged = mergeReports(rollUp)
    const { runs } = JSON.parse(renderSarif(merged)) as {
      runs: { results: { locations: { physicalLocation: { artifactLocation: { uri: string } } }[] }[] }[]
    }
    expect(runs).toHaveLength(1)
    const one = JSON.parse(renderSarif(rollUp.services[0]!.report)) as { runs: { results: unknown[] }[] }
    // Both services found the same in files they share; without a place, each has its own.
    const uris = runs[0]!.results.map((result) => result.locations[0]!.physicalLocation.artifactLocation.uri)
    expect(uris.length).toBe(one.runs[0]!.results.length + 1)
    expect(uris).toEqual(expect.arrayContaining(['apps/api/package.json', 'apps/web/package.json']))
    expect(renderAnnotations(merged)).toContain('::error ')
  })

  it('is the badge of the worst', () => expect(renderRollUpBadge(rollUp)).toContain('>48 POOR</text>'))

  it('is a table and the findings of each in Markdown', () => {
    const text = renderRollUpMarkdown(rollUp)
    expect(text).toContain('| api | 48 POOR |')
    expect(text).toMatch(/^## web · /m)
    expect(renderRollUpMarkdown(hostile)).not.toContain('<script')
  })
})
