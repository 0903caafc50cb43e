import type { Effort } from '../../packages/shipworthy/src/audit/model/outcome.ts'
import type { Example, Remedy, Rule } from '../../packages/shipworthy/src/audit/rules/rule.ts'
import { describeJudgement } from './judgement.ts'
import { languageOf, markdownCode, markdownText } from './markdown.ts'
import { PAGE_MARK, type Output } from './output.ts'

export const PAGES_FOLDER = 'docs/rules'

const EFFORTS: Record<Effort, string> = { S: 'minutes', M: 'hours', L: 'days' }
const TARGETS: Record<Remedy['for'], { title: string; language: string }> = {
  any: { title: 'Any project', language: '' },
  express: { title: 'Express', language: 'js' },
  fastify: { title: 'Fastify', language: 'js' },
  koa: { title: 'Koa', language: 'js' },
  hono: { title: 'Hono', language: 'js' },
  nest: { title: 'NestJS', language: 'ts' },
  next: { title: 'Next.js', language: 'ts' },
  docker: { title: 'Docker', language: '' },
  compose: { title: 'Docker Compose', language: 'yaml' },
  kubernetes: { title: 'Kubernetes', language: 'yaml' },
  github: { title: 'GitHub', language: 'yaml' },
  prisma: { title: 'Prisma', language: '' },
  knex: { title: 'Knex', language: 'js' },
  pg: { title: 'node-postgres', language: 'js' },
  mongoose: { title: 'Mongoose', language: 'js' },
  sequelize: { title: 'Sequelize', language: '' },
  typeorm: { title: 'TypeORM', language: 'ts' },
}
const OUTCOMES: readonly Example['outcome'][] = ['fail', 'pass', 'not-applicable', 'unknown']

/** The page of a rule: everything the rule says of itself, its examples among them. */
export function rulePage(rule: Rule): Output {
  const { id, catalogue, title, severity, confidence, why, falsePositives, references } = rule
  const sections = [
    PAGE_MARK,
    `# ${markdownText(title)}`,
    `\`${id}\` · ${severity} · ${confidence} · ${catalogue}`,
    `## Why it matters\n\n${markdownText(why)}`,
    `## How it is judged\n\n${describeJudgement(rule)}`,
    `## How to cure it\n\n${rule.remedies.map(remedySection).join('\n\n')}`,
    ...(falsePositives.length > 0 ? [`## What is not a finding\n\n${bullets(falsePositives.map(markdownText))}`] : []),
    `## Examples\n\n${examplesByOutcome(rule.examples).map(exampleSection).join('\n\n')}`,
    `## References\n\n${bullets(references.map((reference) => `[${markdownText(reference.title)}](${reference.url})`))}`,
    '[All rules](../README.md)',
  ]
  return { path: `${PAGES_FOLDER}/${id}.md`, text: `${sections.join('\n\n')}\n` }
}

function remedySection({ for: target, effort, text, code }: Remedy): string {
  const { title, language } = TARGETS[target]
  const block = code ? `\n\n${markdownCode(code, language)}` : ''
  return `**${title}** (${EFFORTS[effort]}): ${markdownText(text)}${block}`
}

function examplesByOutcome(examples: readonly Example[]): Example[] {
  return OUTCOMES.flatMap((outcome) => examples.filter((example) => example.outcome === outcome))
}

function exampleSection({ name, outcome, severity, files = {} }: Example): string {
  const verdict = severity ? `${outcome}, ${severity}` : outcome
  const shown = Object.entries(files).map(([path, text]) => fileSection(path, text))
  return `<details>\n<summary><b>${verdict}</b>: ${markdownText(name)}</summary>\n\n${shown.join('\n\n')}\n\n</details>`
}

function fileSection(path: string, text: string): string {
  const manifest = path === 'package.json' ? plainManifest(text) : undefined
  if (manifest !== undefined) return `\`${path}\` ${manifest}`
  return `\`${path}\`${text.trim() === '' ? ' (empty)' : `\n\n${markdownCode(text, languageOf(path))}`}`
}

/** A manifest that says no more than how to start and what it depends on, in a line. */
function plainManifest(text: string): string | undefined {
  const { name, scripts = {}, dependencies = {}, ...rest } = readManifest(text)
  const isPlain =
    name === 'example' && Object.keys(rest).join() === 'private' && Object.keys(scripts).every((key) => key === 'start')
  if (!isPlain) return undefined
  const needs = Object.entries(dependencies).map(([dependency, range]) => `${dependency} ${range}`)
  return [
    scripts.start ? `starts \`${scripts.start}\`` : 'has no start command',
    needs.length > 0 ? `depends on ${needs.join(', ')}` : 'has no dependencies',
  ].join(' and ')
}

function readManifest(text: string): {
  name?: string
  scripts?: { start?: string }
  dependencies?: Record<string, string>
} {
  try {
    return JSON.parse(text) as ReturnType<typeof readManifest>
  } catch {
    return {}
  }
}

function bullets(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n')
}
