import { cronEntry } from '../../facts/cron-entry.ts'
import { classifyPath } from '../../facts/path-class.ts'
import type { Pipeline } from '../../facts/pipelines.ts'
import type { ProjectFacts } from '../../facts/project-facts.ts'
import { deploymentClass } from '../entries/deployment-class.ts'
import { parseShell } from './parse-shell.ts'
import { optionsOfShell, type ShellOptions } from './shell-options.ts'
import type { ShellProgram } from './shell-program.ts'

/** A text of the project that a shell runs. */
export interface ShellText {
  kind: 'script' | 'cron' | 'pipeline' | 'docker' | 'compose' | 'kubernetes' | 'package-script'
  file: string
  /** Line of the file on which the text begins. */
  line: number
  text: string
  program: ShellProgram
  /** When it runs by itself: `0 3 * * *`. */
  schedule?: string
}

export interface ShellView {
  /** Texts that hold a word, in files that are no tests and no examples. */
  containing: (pattern: RegExp) => ShellText[]
}

type Unparsed = Omit<ShellText, 'program'> & { options?: Partial<ShellOptions> }

/** Every text is read once, and only when a word in it is asked for. */
export function deriveShell(facts: ProjectFacts): ShellView {
  const texts = [
    ...scriptTexts(facts),
    ...cronTexts(facts),
    ...pipelineTexts(facts),
    ...dockerTexts(facts),
    ...composeTexts(facts),
    ...kubernetesTexts(facts),
    ...packageTexts(facts),
  ].filter(({ file }) => !/^(test|example|vendored|generated)$/.test(classifyPath(file)))
  const parsed = new Map<Unparsed, ShellText>()
  function parse(unparsed: Unparsed): ShellText {
    const { options, ...shared } = unparsed
    const known = parsed.get(unparsed) ?? { ...shared, program: parseShell(shared.text, options) }
    parsed.set(unparsed, known)
    return known
  }
  return { containing: (pattern) => texts.filter(({ text }) => pattern.test(text)).map(parse) }
}

function scriptTexts({ shellScripts }: ProjectFacts): Unparsed[] {
  return shellScripts.map(({ path, lines }) => ({ kind: 'script', file: path, line: 1, text: lines.join('\n') }))
}

function cronTexts({ crontabs }: ProjectFacts): Unparsed[] {
  return crontabs.flatMap(({ path, entries }) =>
    entries.map(({ schedule, command, line }) => ({
      kind: 'cron' as const,
      file: path,
      line,
      text: command,
      schedule,
    })),
  )
}

function pipelineTexts({ pipelines }: ProjectFacts): Unparsed[] {
  return pipelines.flatMap((pipeline) => {
    const isScheduled = pipeline.triggers.includes('schedule')
    return pipeline.jobs.flatMap((job) =>
      job.steps.flatMap((step) => {
        if (step.run === undefined) return []
        return [
          {
            kind: 'pipeline' as const,
            file: step.file ?? pipeline.path,
            line: step.runLine ?? step.line,
            text: step.run,
            options: optionsOfStep(pipeline, step.shell ?? job.shell),
            ...(isScheduled && { schedule: 'the schedule of the pipeline' }),
          },
        ]
      }),
    )
  })
}

/**
 * GitHub runs `bash -e`, and with `shell: bash` also `-o pipefail`; GitLab and CircleCI set both.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell
 */
function optionsOfStep({ provider }: Pipeline, shell: string | undefined): Partial<ShellOptions> {
  if (provider !== 'github') return shell === undefined ? { pipefail: true, errexit: true } : optionsOfText(shell)
  if (shell === undefined) return { errexit: true }
  return shell === 'bash' ? { pipefail: true, errexit: true } : optionsOfText(shell)
}

function optionsOfText(shell: string): Partial<ShellOptions> {
  return optionsOfShell(shell.split(/\s+/))
}

function dockerTexts({ dockerfiles }: ProjectFacts): Unparsed[] {
  return dockerfiles
    .filter(({ path }) => deploymentClass(path) === 'production')
    .flatMap(({ path, stages }) =>
      stages.flatMap(({ instructions }) => {
        let options: Partial<ShellOptions> = {}
        return instructions.flatMap(({ keyword, text, exec, line }): Unparsed[] => {
          if (keyword === 'SHELL' && exec) options = optionsOfShell(exec)
          if (!/^(RUN|CMD|ENTRYPOINT)$/.test(keyword)) return []
          const shell = exec ? shellOfWords(exec) : { text, options }
          const cron = cronEntry(text, line)
          return shell ? [{ kind: 'docker', file: path, line, ...shell, ...(cron && { schedule: cron.schedule }) }] : []
        })
      }),
    )
}

/** `["sh", "-c", "…"]`: the text that a shell gets; other words are one command. */
function shellOfWords(words: readonly string[]): { text: string; options: Partial<ShellOptions> } {
  const flag = words.findIndex((word) => /^-\w*c$/.test(word))
  const hasShell = words.some((word) => /(^|\/)(ba|da|a)?sh$/.test(word))
  return hasShell && flag !== -1 && words[flag + 1] !== undefined
    ? { text: words.slice(flag + 1).join('\n'), options: optionsOfShell(words.slice(0, flag)) }
    : { text: words.join(' '), options: {} }
}

function composeTexts({ composeFiles }: ProjectFacts): Unparsed[] {
  return composeFiles
    .filter(({ path }) => deploymentClass(path) === 'production')
    .flatMap(({ path, services }) =>
      services.flatMap(({ command, entrypoint }) => {
        const own = [entrypoint, command].filter((entry) => entry !== undefined)
        const words = own.flatMap((entry) => entry.exec ?? [])
        const line = own.at(-1)?.line ?? 1
        const texts: Unparsed[] = own
          .filter(({ exec }) => !exec)
          .map((entry) => ({ kind: 'compose', file: path, line: entry.line, ...shellOfText(entry.text) }))
        const withCron = (entry: Unparsed): Unparsed => {
          const cron = cronEntry(entry.text, entry.line)
          return cron ? { ...entry, schedule: cron.schedule } : entry
        }
        const all =
          words.length > 0 ? [...texts, { kind: 'compose' as const, file: path, line, ...shellOfWords(words) }] : texts
        // Compose writes `$$` for the `$` of the shell.
        return all.map((entry) => withCron({ ...entry, text: entry.text.replaceAll('$$', '$') }))
      }),
    )
}

/** `bash -c '…'` as one text. */
function shellOfText(text: string): { text: string; options?: Partial<ShellOptions> } {
  const command = parseShell(text).pipelines[0]?.commands[0]
  return command && command.words.some((word) => /^-\w*c$/.test(word)) ? shellOfWords(command.words) : { text }
}

function kubernetesTexts({ kubernetes }: ProjectFacts): Unparsed[] {
  return kubernetes.flatMap(({ path, kind, containers }) =>
    containers.flatMap(({ command, line }) =>
      command.length === 0
        ? []
        : [
            {
              kind: 'kubernetes' as const,
              file: path,
              line,
              ...shellOfWords(command),
              ...(kind === 'CronJob' && { schedule: 'the schedule of the CronJob' }),
            },
          ],
    ),
  )
}

function packageTexts({ packages }: ProjectFacts): Unparsed[] {
  return packages.flatMap(({ path, scripts }) =>
    Object.values(scripts).map(({ value, line }) => ({
      kind: 'package-script' as const,
      file: path,
      line,
      text: value,
    })),
  )
}
