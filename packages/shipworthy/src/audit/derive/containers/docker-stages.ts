import type { Dockerfile, DockerInstruction, DockerStage } from '../../facts/containers.ts'
import type { Evidence } from '../../model/outcome.ts'
import { settingAt } from '../evidence.ts'

/** Evidence at a line of a Dockerfile, as written. */
export function dockerLine({ path, lines }: Dockerfile, line: number, note?: string): Evidence {
  return settingAt(path, line, lines[line - 1], note)
}

/** The line of an instruction that holds a text; its first line when none does. */
export function lineWithin(dockerfile: Dockerfile, { line }: DockerInstruction, text: string): number {
  const wanted = text.replace(/\s+/g, ' ').trim()
  const next = dockerfile.stages
    .flatMap((stage) => [stage.line, ...stage.instructions.map((instruction) => instruction.line)])
    .filter((other) => other > line)
  const end = Math.min(...next, dockerfile.lines.length + 1)
  for (let at = line; at < end; at++) {
    if (dockerfile.lines[at - 1]?.replace(/\s+/g, ' ').includes(wanted)) return at
  }
  return line
}

/** `--from=build`, `--mount=…`: the flags of an instruction, which its text does not repeat. */
export function flagsOf({ lines }: Dockerfile, { line }: DockerInstruction): string[] {
  const written: string[] = []
  for (const text of lines.slice(line - 1)) {
    if (/^\s*(#|$)/.test(text)) continue
    written.push(text.replace(/\\\s*$/, ''))
    if (!/\\\s*$/.test(text)) break
  }
  const words = written.join(' ').trim().split(/\s+/).slice(1)
  const end = words.findIndex((word) => !word.startsWith('--'))
  return end === -1 ? words : words.slice(0, end)
}

/** The stages an image is made of: what it builds on and what it copies from, however indirectly. */
export function feedingStages(dockerfile: Dockerfile, final: DockerStage): DockerStage[] {
  const found = new Set<DockerStage>()
  function visit(stage: DockerStage | undefined): void {
    if (!stage || found.has(stage)) return
    found.add(stage)
    if (stage.base !== undefined) visit(dockerfile.stages[stage.base])
    for (const instruction of stage.instructions) {
      for (const name of sourceStages(dockerfile, instruction)) visit(stageNamed(dockerfile, name, stage.index))
    }
  }
  visit(final)
  return dockerfile.stages.filter((stage) => found.has(stage))
}

function sourceStages(dockerfile: Dockerfile, instruction: DockerInstruction): string[] {
  if (!/^(COPY|ADD|RUN)$/.test(instruction.keyword)) return []
  return flagsOf(dockerfile, instruction).flatMap((flag) => /(?:^--|,)from=([^,\s]+)/.exec(flag)?.[1] ?? [])
}

function stageNamed({ stages }: Dockerfile, name: string, before: number): DockerStage | undefined {
  const wanted = name.toLowerCase()
  return stages.findLast((stage) => stage.index < before && (stage.name === wanted || String(stage.index) === wanted))
}

/** A `COPY` or `ADD` of files from the build context: its sources. */
export function contextSources(dockerfile: Dockerfile, instruction: DockerInstruction): string[] {
  if (!/^(COPY|ADD)$/.test(instruction.keyword)) return []
  if (flagsOf(dockerfile, instruction).some((flag) => flag.startsWith('--from='))) return []
  const words = instruction.exec ?? instruction.text.split(/\s+/).map((word) => word.replace(/^["']|["']$/g, ''))
  return words.slice(0, -1).filter((word) => !word.startsWith('<<') && !/^(https?|git@)/.test(word))
}

/** Variables that instructions of these stages see, from `ARG` and `ENV`; the stages come last one first. */
export function stageVariables(dockerfile: Dockerfile, stages: readonly DockerStage[]): Record<string, string> {
  const values: Record<string, string> = {}
  for (const { keyword, text } of stages.toReversed().flatMap(({ instructions }) => instructions)) {
    if (keyword === 'ENV') Object.assign(values, assignments(text, values))
    else if (keyword === 'ARG') Object.assign(values, argumentsOf(text, dockerfile.globalArguments, values))
  }
  return values
}

function argumentsOf(
  text: string,
  globals: Record<string, string>,
  values: Record<string, string>,
): Record<string, string> {
  const named = assignments(text.includes('=') ? text : '', values)
  const inherited = text.split(/\s+/).filter((name) => globals[name] !== undefined)
  return { ...Object.fromEntries(inherited.map((name) => [name, globals[name]!])), ...named }
}

/** `A=1 B="two words"` and the older `A value`. */
function assignments(text: string, values: Record<string, string>): Record<string, string> {
  const pairs = [...text.matchAll(/([A-Za-z_]\w*)=("[^"]*"|'[^']*'|\S*)/g)]
  const old = /^([A-Za-z_]\w*)\s+(.+)$/s.exec(text)
  const found = pairs.length > 0 ? pairs : old ? [old] : []
  return Object.fromEntries(
    found.map((match) => [match[1]!, expandVariables(match[2]!.replace(/^(["'])(.*)\1$/s, '$2'), values)]),
  )
}

/** `$NAME`, `${NAME}` and `${NAME:-default}`; what has no value stays as written. */
export function expandVariables(text: string, values: Record<string, string>): string {
  return text.replace(
    /\$(?:\{(\w+)(?::?-([^}]*))?\}|(\w+))/g,
    (written, braced: string | undefined, fallback: string | undefined, plain: string | undefined) =>
      values[braced ?? plain ?? ''] ?? fallback ?? written,
  )
}
