import { modulesAt } from '../program/computed-modules.ts'
import type { Evaluator } from '../program/evaluator.ts'
import { FOLDER_LOADERS, folderModules } from '../program/models/module-models.ts'
import { siteOf, type CallEvent } from './call-event.ts'

/** Project files that a call loads by a computed path or by their folder. */
export function loadedModules(evaluator: Evaluator, event: CallEvent): string[] {
  const { name, file } = event
  if (name === 'require' || name === 'import') {
    return modulesAt(evaluator, evaluator.argument(siteOf(event), 0), file.path)
  }
  if (!FOLDER_LOADERS.has(name)) return []
  const site = siteOf(event)
  return folderModules({ evaluator, args: evaluator.arguments(site), site }) ?? []
}
