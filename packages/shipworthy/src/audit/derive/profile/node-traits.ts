import { serviceImages } from '../containers/node-images.ts'
import { versionOfFile } from '../containers/node-versions.ts'
import type { ProfileContext } from './profile-context.ts'
import type { Trait } from './trait.ts'

/** The Node.js version that files ask for; where an image ships one, that counts and is said there. */
export function nodeTraits({ views }: ProfileContext): Trait[] {
  if (serviceImages(views.containers).length > 0) return []
  const stated = versionOfFile(views.repository)
  if (stated?.major !== undefined && stated.evidence.file !== undefined)
    return [
      {
        text: stated.major === 'moving' ? 'the newest' : String(stated.major),
        ...placeOf(stated.evidence),
        state: 'on',
      },
    ]
  const owner = views.packages.manifests.find(({ engines }) => engines !== undefined)
  return owner?.engines ? [{ text: owner.engines.value, file: owner.path, line: owner.engines.line, state: 'on' }] : []
}

function placeOf({ file, line }: { file?: string; line?: number }): Pick<Trait, 'file' | 'line'> {
  return { ...(file !== undefined && { file }), ...(line !== undefined && { line }) }
}
