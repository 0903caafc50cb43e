import { DockerfileParser, type Instruction } from 'dockerfile-ast'
import type { Dockerfile, DockerInstruction, DockerStage } from '../../facts/containers.ts'
import { baseName } from '../../facts/paths.ts'
import { readMatching, type Gathering } from './gathering.ts'

const DOCKERFILE = /^((.+\.)?(Docker|Container)file|(Docker|Container)file([.-].+)?)$/i

export function gatherDockerfiles(gathering: Gathering): Dockerfile[] {
  const isDockerfile = (path: string): boolean =>
    DOCKERFILE.test(baseName(path)) && !/\.(dockerignore|mdx?|sh|[cm]?[jt]sx?|tmpl)$/.test(path)
  return readMatching(gathering, 'dockerfiles', isDockerfile).flatMap(({ path, text }) => {
    const dockerfile = parseDockerfile(path, text)
    if (dockerfile.stages.length > 0) return [dockerfile]
    gathering.unreadable.push({ area: 'dockerfiles', path, line: 1, reason: 'has no FROM instruction' })
    return []
  })
}

export function parseDockerfile(path: string, text: string): Dockerfile {
  const parsed = DockerfileParser.parse(text)
  const globalArguments: Record<string, string> = {}
  const stages: DockerStage[] = []
  for (const instruction of parsed.getInstructions()) {
    const keyword = instruction.getKeyword()
    if (keyword === 'FROM') stages.push(openStage(instruction, stages, globalArguments))
    else if (stages.length > 0) stages.at(-1)!.instructions.push(instructionOf(instruction))
    else if (keyword === 'ARG') Object.assign(globalArguments, argumentOf(instruction))
  }
  return { path, lines: text.split(/\r?\n/), globalArguments, stages }
}

function openStage(instruction: Instruction, before: DockerStage[], globals: Record<string, string>): DockerStage {
  const words = argumentsText(instruction)
    .split(/\s+/)
    .filter((word) => word && !word.startsWith('--'))
  const image = expandArguments(words[0] ?? '', globals)
  const name = words[1]?.toLowerCase() === 'as' ? words[2]?.toLowerCase() : undefined
  const base = before.findLastIndex((stage) => stage.name === image.toLowerCase() || String(stage.index) === image)
  return {
    index: before.length,
    ...(name && { name }),
    image,
    ...(base >= 0 && { base }),
    line: lineOf(instruction),
    instructions: [],
  }
}

/** `${NAME:-default}` and `$NAME` with what `ARG` says; what stays unknown stays as written. */
export function expandArguments(text: string, values: Record<string, string>): string {
  return text.replace(
    /\$(?:\{(\w+)(?::?-([^}]*))?\}|(\w+))/g,
    (written, braced: string, fallback: string, plain: string) => {
      return values[braced ?? plain] ?? fallback ?? written
    },
  )
}

function argumentOf(instruction: Instruction): Record<string, string> {
  const [name, ...value] = argumentsText(instruction).split('=')
  return name && value.length > 0 ? { [name.trim()]: unquote(value.join('=').trim()) } : {}
}

function instructionOf(instruction: Instruction): DockerInstruction {
  const text = argumentsText(instruction)
  const exec = execForm(text)
  return { keyword: instruction.getKeyword(), text, ...(exec && { exec }), line: lineOf(instruction) }
}

function argumentsText(instruction: Instruction): string {
  const raw = instruction.getArgumentsContent() ?? ''
  return raw
    .split(/\r?\n/)
    .filter((line) => !/^\s*#/.test(line))
    .map((line) => line.replace(/\\\s*$/, ' '))
    .join(raw.includes('<<') ? '\n' : ' ')
    .trim()
}

/** Docker reads an argument that is not valid JSON as a shell command, single quotes included. */
function execForm(text: string): string[] | undefined {
  if (!text.startsWith('[')) return undefined
  try {
    const words: unknown = JSON.parse(text)
    return Array.isArray(words) && words.every((word) => typeof word === 'string') ? words : undefined
  } catch {
    return undefined
  }
}

function lineOf(instruction: Instruction): number {
  return instruction.getRange().start.line + 1
}

function unquote(text: string): string {
  return text.replace(/^(["'])(.*)\1$/, '$2')
}
