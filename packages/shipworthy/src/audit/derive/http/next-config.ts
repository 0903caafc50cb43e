import type { SourceFile } from '../../facts/source.ts'
import { baseName, joinPath } from '../../facts/paths.ts'
import type { Execution } from '../execution/execution.ts'
import type { NextProject } from './next-routes.ts'
import { NO_ARGUMENTS, possibilities, type RecordValue, type Site, type Value } from '../program/value.ts'

export interface ConfiguredHeader {
  /** Path pattern the header is sent for. */
  source: string
  key: string
  value: Value | undefined
  file: SourceFile
  at: number
}

const NAMES = ['next.config.ts', 'next.config.mjs', 'next.config.js', 'next.config.cjs', 'next.config.mts']

/** What `headers()` of next.config returns. */
export function nextHeaders(program: Execution, nextProjects: readonly NextProject[]): ConfiguredHeader[] {
  return nextProjects.flatMap(({ directory }) => {
    const file = NAMES.map((name) => program.evaluator.sources.parse(joinPath(directory, name))).find(
      (found) => found !== undefined,
    )
    return file ? headersOf(program, file) : []
  })
}

function headersOf(program: Execution, file: SourceFile): ConfiguredHeader[] {
  const { evaluator } = program
  const exported = file.exports.length > 0 ? evaluator.exported(file.path, 'default') : evaluator.required(file.path)
  const headers = configRecords(program, exported, 0)
    .map((record) => record.get('headers'))
    .find((value) => value !== undefined)
  if (headers?.kind !== 'function') return []
  const rules = evaluator.invoke(headers, NO_ARGUMENTS, `next headers ${file.path}`)
  const at = headers.file.functions[headers.index]!.at
  return possibilities(rules)
    .flatMap(itemsOf)
    .flatMap((rule) => {
      if (rule.kind !== 'record') return []
      const source = rule.get('source')
      const list = rule.get('headers')
      return itemsOf(list).flatMap((item): ConfiguredHeader[] => {
        const key = item.kind === 'record' ? item.get('key') : undefined
        if (item.kind !== 'record' || key?.kind !== 'literal') return []
        const site = item.siteOf('key')
        return [
          {
            source: source?.kind === 'literal' ? String(source.value) : '*',
            key: String(key.value),
            value: item.get('value'),
            file: site?.file ?? headers.file,
            at: site?.at ?? at,
          },
        ]
      })
    })
}

function itemsOf(value: Value | undefined): Value[] {
  if (value?.kind === 'alternatives') return value.values.flatMap(itemsOf)
  return value?.kind === 'list' ? value.items() : []
}

/** The configuration, through wrappers such as `withSentryConfig(config)` and functions that return it. */
/** Variables that `env: { … }` of a next.config writes into the code, for browsers too. */
export function nextVariables(program: Execution): { name: string; site: Site }[] {
  const { evaluator } = program
  const paths = evaluator.sources.paths.filter((path) => NAMES.includes(baseName(path)))
  return paths.flatMap((path) => {
    const file = evaluator.sources.parse(path)
    if (!file) return []
    const exported = file.exports.length > 0 ? evaluator.exported(path, 'default') : evaluator.required(path)
    return configRecords(program, exported, 0).flatMap((record) => {
      const variables = record.get('env')
      if (variables?.kind !== 'record') return []
      return variables.keys().map((name) => ({ name, site: variables.siteOf(name) ?? { file, at: 0 } }))
    })
  })
}

function configRecords(program: Execution, value: Value, nesting: number): RecordValue[] {
  if (nesting > 4) return []
  return possibilities(value).flatMap((option): RecordValue[] => {
    if (option.kind === 'record') return [option]
    if (option.kind === 'module')
      return configRecords(program, program.evaluator.exported(option.path, 'default'), nesting + 1)
    if (option.kind === 'function')
      return configRecords(program, program.evaluator.invoke(option, NO_ARGUMENTS, 'next config'), nesting + 1)
    if (option.kind !== 'instance' || !option.call) return []
    return program.evaluator.arguments(option.call).flatMap((argument) => configRecords(program, argument, nesting + 1))
  })
}
