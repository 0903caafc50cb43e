import type { Located } from '../../facts/packages.ts'
import type { Evidence } from '../../model/outcome.ts'
import { nodeMajorOf, userOfBase } from './base-images.ts'
import type { ImageView } from './containers-view.ts'
import { dockerLine, lineWithin } from './docker-stages.ts'
import { settingAt } from '../evidence.ts'
import { majorOfVersionFile, newestMajorAllowed, oldestMajorAllowed } from './node-releases.ts'
import type { PackagesView } from '../packages-view.ts'
import type { RepositoryView } from '../repository-view.ts'

/** What some file says of the Node version that runs. */
export interface StatedVersion {
  /** `moving` for tags and aliases that follow the releases. */
  major: number | 'moving' | undefined
  evidence: Evidence
  /** It is what runs, not a range or a hint. */
  isShipped: boolean
  /** How a sentence about it begins: `the image ships`. */
  claim: string
}

/** `https://deb.nodesource.com/setup_22.x` and `node_22.x` */
const SOURCE_SETUP = /\b(?:setup|node)_(\d+)\.x/
/** https://github.com/opencontainers/image-spec/blob/main/annotations.md */
const BASE_LABEL = /org\.opencontainers\.image\.base\.name["']?[=\s]+["']?([^"'\s]+)/

/** From the base image, from the package source that installs Node into it, or from the label that names its base. */
export function versionOfImage({ dockerfile, baseImage, baseLine, all }: ImageView): StatedVersion {
  const base = nodeMajorOf(baseImage)
  const setup = all('RUN').findLast(({ text }) => SOURCE_SETUP.test(text))
  const label = all('LABEL').findLast(({ text }) => BASE_LABEL.test(text))
  const named = label && nodeMajorOf(BASE_LABEL.exec(label.text)![1]!)
  const shipped = { isShipped: true, claim: 'the image ships' }
  if (base !== undefined) {
    // A tag in a registry of one's own may count something else.
    const isPublic = userOfBase(baseImage) !== undefined
    return { ...shipped, major: base, isShipped: isPublic, evidence: dockerLine(dockerfile, baseLine) }
  }
  if (setup) {
    return {
      ...shipped,
      major: Number(SOURCE_SETUP.exec(setup.text)![1]),
      evidence: dockerLine(dockerfile, setup.line),
    }
  }
  const line = named === undefined ? baseLine : lineWithin(dockerfile, label!, 'image.base.name')
  return { major: named, evidence: dockerLine(dockerfile, line), isShipped: false, claim: 'the image is labelled with' }
}

function byDepth<T extends { path: string }>(files: readonly T[]): T[] {
  return files.toSorted((a, b) => a.path.split('/').length - b.path.split('/').length)
}

/** `14.x`, `^18`, `>=16 <19`: nothing newer may run. */
export function upperEndOfEngines({ manifests }: PackagesView): StatedVersion | undefined {
  const claim = 'engines allow nothing newer than'
  return byDepth(manifests).flatMap(({ path, engines }) => {
    const major = engines && newestMajorAllowed(engines.value)
    return major === undefined ? [] : [{ major, evidence: enginesAt(path, engines!), isShipped: false, claim }]
  })[0]
}

/** The oldest version that open ranges allow. */
export function lowerEndOfEngines({ manifests }: PackagesView): { major: number; evidence: Evidence } | undefined {
  return byDepth(manifests).flatMap(({ path, engines }) => {
    const major = engines && oldestMajorAllowed(engines.value)
    return major === undefined ? [] : [{ major, evidence: enginesAt(path, engines!) }]
  })[0]
}

/** `.nvmrc`, `.node-version` or `.tool-versions`. */
export function versionOfFile({ nodeVersions }: RepositoryView): StatedVersion | undefined {
  const [file] = byDepth(nodeVersions)
  if (!file) return undefined
  const evidence = settingAt(file.path, file.line, file.value)
  return { major: majorOfVersionFile(file.value), evidence, isShipped: false, claim: `${file.path} asks for` }
}

function enginesAt(path: string, { value, line }: Located): Evidence {
  return settingAt(path, line, `"node": "${value}"`)
}
