import type { PackageManifest } from '../../facts/packages.ts'
import { ancestors, baseName, folderOf, isInside, joinPath } from '../../facts/paths.ts'
import type { ProjectFacts } from '../../facts/project-facts.ts'
import type { ShellScript } from '../../facts/settings.ts'
import type { Evidence } from '../../model/outcome.ts'
import { settingAt } from '../evidence.ts'
import { parseShell } from '../shell/parse-shell.ts'
import type { ShellPipeline } from '../shell/shell-program.ts'
import { interpretExec, type Launch } from './interpret-command.ts'
import type { ProductionCommand } from './production-commands.ts'

/** A command that runs when the service is started or released, with scripts followed to their last command. */
export interface ProductionStep {
  words: string[]
  variables: Record<string, string>
  /** What leads to it; `start` of package.json is what production runs only where nothing else says so. */
  source: ProductionCommand['source'] | 'platform'
  /** File that leads to it. */
  file: string
  /** Name of the script or process that leads to it. */
  name?: string
  /** Where it is written, then what leads there. */
  evidence: Evidence[]
  /** It stands in a branch, so that it need not run. */
  isInBranch: boolean
}

type Found = Pick<ProductionStep, 'words' | 'variables' | 'evidence' | 'isInBranch'>

interface Place {
  directory: string
  /** Evidence for a line of the text that is followed, from 1. */
  evidenceAt: (line: number) => Evidence[]
  isInBranch: boolean
  depth: number
}

const MAX_DEPTH = 8
const MAX_STEPS = 300

/** Every command that production runs, as far as Dockerfiles, manifests, platforms and package.json name them. */
export function productionSteps(facts: ProjectFacts, commands: readonly ProductionCommand[]): ProductionStep[] {
  const search = createSearch(facts)
  const platform = facts.operations
    .filter(({ topic }) => topic === 'platform-command')
    .map(({ path, line, text }) => ({
      source: 'platform' as const,
      file: path,
      line,
      text: text.replace(/^[^:=]*[:=]\s*/, '').replace(/^["'\s]+|["',\s]+$/g, ''),
      directory: folderOf(path),
    }))
  return [...commands, ...platform].flatMap((command) => {
    const { source, file, line, text, directory } = command
    const evidence = [settingAt(file, line, text)]
    const place: Place = { directory, evidenceAt: () => evidence, isInBranch: false, depth: 0 }
    return search.follow(shellTextOf(text), place).map((found) => ({
      ...found,
      source,
      file,
      ...('name' in command && command.name !== undefined && { name: command.name }),
    }))
  })
}

/** `["sh", "-c", "npm start"]` as the text that a shell would run. */
function shellTextOf(text: string): string {
  if (!text.startsWith('[')) return text
  try {
    const words: unknown = JSON.parse(text)
    if (Array.isArray(words) && words.every((word) => typeof word === 'string')) return words.map(quote).join(' ')
  } catch {
    // Not the exec form: the shell gets the text as it is.
  }
  return text
}

function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

function createSearch({ packages, shellScripts }: ProjectFacts) {
  const manifests = packages.filter(({ path }) => !path.startsWith('../'))

  function follow(text: string, place: Place): Found[] {
    if (place.depth > MAX_DEPTH) return []
    const { pipelines } = parseShell(text)
    return pipelines
      .flatMap((pipeline, index) => {
        const evidence = place.evidenceAt(pipeline.line)
        const isInBranch = place.isInBranch || isBranch(pipeline, pipelines[index - 1])
        const inner: Place = { ...place, evidenceAt: () => evidence, isInBranch, depth: place.depth + 1 }
        return pipeline.commands.flatMap(({ words, variables }) => {
          const texts = textsWithin(words)
          if (texts.length > 0) return texts.flatMap((word) => follow(word, inner))
          const own = words.length > 0 ? [{ words, variables, evidence, isInBranch }] : []
          return [...own, ...interpretExec(words).flatMap((launch) => followLaunch(launch, inner))]
        })
      })
      .slice(0, MAX_STEPS)
  }

  function followLaunch(launch: Launch, place: Place): Found[] {
    if (launch.kind === 'script') return followScript(launch.name, launch.package, place)
    const script = launch.kind === 'shell-script' ? scriptNamed(launch.path, place.directory) : undefined
    if (!script) return []
    const leading = place.evidenceAt(1)
    return follow(script.lines.join('\n'), {
      ...place,
      evidenceAt: (line) => [settingAt(script.path, line, script.lines[line - 1]), ...leading],
    })
  }

  /** With what npm runs before and after it. */
  function followScript(name: string, owner: string | undefined, place: Place): Found[] {
    return ownersOf(owner, place.directory).flatMap(({ path, directory, scripts }) =>
      [`pre${name}`, name, `post${name}`].flatMap((key) => {
        const script = Object.hasOwn(scripts, key) ? scripts[key] : undefined
        if (!script) return []
        const evidence = [settingAt(path, script.line, `"${key}": "${script.value}"`), ...place.evidenceAt(1)]
        return follow(script.value, { ...place, directory, evidenceAt: () => evidence })
      }),
    )
  }

  function ownersOf(filter: string | undefined, directory: string): PackageManifest[] {
    if (filter === '*') return manifests.filter((manifest) => manifest.directory !== '')
    if (filter !== undefined) {
      const wanted = filter.replace(/^\.\//, '').replace(/\.\.\.$/, '')
      return manifests.filter(
        (manifest) =>
          manifest.name === wanted || manifest.directory === wanted || baseName(manifest.directory) === wanted,
      )
    }
    const folder = ancestors(directory).find((ancestor) => manifests.some((one) => one.directory === ancestor))
    return manifests.filter((manifest) => manifest.directory === folder)
  }

  function scriptNamed(path: string, directory: string): ShellScript | undefined {
    const named = shellScripts.filter((script) => baseName(script.path) === baseName(path))
    return (
      named.find((script) => script.path === joinPath(directory, path)) ??
      named.find((script) => isInside(script.path, directory)) ??
      named[0]
    )
  }

  return { follow }
}

/** In a branch, after `||`, or after a test: `[ "$CI" ] && command`. */
function isBranch(pipeline: ShellPipeline, before: ShellPipeline | undefined): boolean {
  if (pipeline.isInBranch || pipeline.before === '||') return true
  return pipeline.before === '&&' && /^(\[|\[\[|test)$/.test(before?.commands[0]?.words[0] ?? '')
}

/** Texts that `sh -c`, `concurrently` and the like run as commands. */
function textsWithin(words: readonly string[]): string[] {
  const runs = words.some((word) => /^-\w*c$/.test(word)) && words.some((word) => /(^|\/)(ba|da|a)?sh$/.test(word))
  const starts = /^(concurrently|stmux|eval)$/.test(
    baseName(words.find((word) => !/^(exec|npx|pnpm|yarn|dlx)$/.test(word)) ?? ''),
  )
  return runs || starts ? words.filter((word) => /\s/.test(word)) : []
}
