import { CATEGORIES } from '../../packages/shipworthy/src/audit/model/categories.ts'
import { suggestName } from '../../packages/shipworthy/src/closest-name.ts'

export interface RuleName {
  category: string
  slug: string
}

const KEBAB = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/

/** Reads `<category>/<slug>`, or says what is wrong with it. `folders` are the categories that have rules already. */
export function readRuleName(text: string, folders: readonly string[]): RuleName | { problem: string } {
  const [category, slug, ...rest] = text.split('/')
  if (!category || !slug || rest.length > 0)
    return { problem: `"${text}" is no rule id; write <category>/<slug>, such as lifecycle/no-sigterm` }
  const categories = [...new Set([...Object.keys(CATEGORIES), ...folders])].toSorted()
  if (!categories.includes(category)) {
    const suggestion = suggestName(category, categories)
    return { problem: `there is no category "${category}"${suggestion}\nCategories: ${categories.join(', ')}` }
  }
  if (!KEBAB.test(slug))
    return { problem: `"${slug}" is no slug; write the failing state in lower case with hyphens, such as no-sigterm` }
  return { category, slug }
}
