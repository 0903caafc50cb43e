import { cleanText } from '../text.ts'
import { repositoryPath, toRelativeUri } from '../repository-path.ts'

export interface Place {
  file?: string
  line?: number
  column?: number
}

/** Where a place is; `undefined` when it is nowhere in the repository. */
export function sarifLocation({ file, line, column }: Place, folder: string): { physicalLocation: object } | undefined {
  const path = file === undefined ? undefined : repositoryPath(file, folder)
  if (path === undefined) return undefined
  const startLine = isPosition(line) ? line : 1
  const region = { startLine, ...(isPosition(line) && isPosition(column) && { startColumn: column }) }
  return {
    physicalLocation: { artifactLocation: { uri: toRelativeUri(path), uriBaseId: '%SRCROOT%' }, region },
  }
}

/** The same with what it shows. */
export function relatedLocation(place: Place & { note?: string }, id: number, folder: string): object | undefined {
  const location = sarifLocation(place, folder)
  return location && { id, ...location, message: { text: cleanText(place.note || 'evidence') } }
}

function isPosition(value: number | undefined): value is number {
  return value !== undefined && Number.isInteger(value) && value >= 1
}
