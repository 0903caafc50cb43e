import { suggestName } from '../../closest-name.ts'
import { VIEW_AREAS } from '../derive/views.ts'
import { CATEGORIES } from '../model/categories.ts'

type Loose = Readonly<Record<string, unknown>>

const CHOICES = {
  severity: ['critical', 'warning', 'info'],
  confidence: ['proven', 'structural', 'heuristic'],
  category: Object.keys(CATEGORIES),
} as const
const EFFORTS = ['S', 'M', 'L']

/** What is wrong with a rule that comes from outside, where no compiler need have looked at it. */
export function checkPluginRule(rule: unknown, plugin: string): string | undefined {
  if (typeof rule !== 'object' || rule === null) return 'it is not what defineRule makes'
  const loose = rule as Loose
  return (
    checkId(loose['id'], plugin) ??
    checkTexts(loose) ??
    checkChoices(loose) ??
    checkNeeds(loose['needs']) ??
    checkRemedies(loose['remedies']) ??
    checkLists(loose) ??
    (typeof loose['evaluate'] === 'function' ? undefined : 'evaluate must be a function')
  )
}

function checkId(id: unknown, plugin: string): string | undefined {
  const slug = typeof id === 'string' && id.startsWith(`${plugin}/`) ? id.slice(plugin.length + 1) : ''
  return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug)
    ? undefined
    : `its id must be "${plugin}/" and the failing state in lower case, such as "${plugin}/no-readme"`
}

function checkTexts(rule: Loose): string | undefined {
  const missing = ['title', 'why'].find((key) => typeof rule[key] !== 'string' || rule[key].trim() === '')
  return missing && `${missing} must be a text`
}

function checkChoices(rule: Loose): string | undefined {
  for (const [key, choices] of Object.entries(CHOICES)) {
    const value = rule[key]
    if (choices.some((choice) => choice === value)) continue
    return `${key} must be ${listWords(choices)}, not ${JSON.stringify(value)}${suggestName(String(value), choices)}`
  }
  if (rule['severity'] === 'critical' && rule['confidence'] === 'heuristic')
    return 'what is only a guess (heuristic) cannot be critical'
  return undefined
}

function checkNeeds(needs: unknown): string | undefined {
  const views = Object.keys(VIEW_AREAS)
  if (!Array.isArray(needs)) return `needs must be a list of views: ${listWords(views)}`
  const unknown = (needs as unknown[]).find((name) => !views.some((view) => view === name))
  if (unknown === undefined) return undefined
  return `there is no view ${JSON.stringify(unknown)}${suggestName(String(unknown), views) || `; the views are ${listWords(views)}`}`
}

function checkRemedies(remedies: unknown): string | undefined {
  const isRemedy = ({ for: target, effort, text }: Loose): boolean =>
    typeof target === 'string' && EFFORTS.some((known) => known === effort) && typeof text === 'string' && text !== ''
  const isList = Array.isArray(remedies) && remedies.length > 0
  if (isList && (remedies as unknown[]).every((remedy) => isRemedy((remedy ?? {}) as Loose))) return undefined
  return "remedies must say how to cure it, such as [{ for: 'any', effort: 'S', text: 'Write one.' }]"
}

function checkLists(rule: Loose): string | undefined {
  const wrong = ['references', 'falsePositives', 'examples'].find(
    (key) => rule[key] !== undefined && !Array.isArray(rule[key]),
  )
  return wrong && `${wrong} must be a list`
}

function listWords(words: readonly string[]): string {
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}
