import { literal, unknown, type Value } from '../value.ts'
import type { Model } from './model.ts'

/** Applies a conversion to what is known, keeping a variable's name and default. */
function convert(value: Value | undefined, apply: (input: string) => string | number | boolean): Value | undefined {
  if (!value) return undefined
  if (value.kind === 'literal') {
    if (value.value === undefined || value.value === null) return value
    const converted = apply(String(value.value))
    return typeof converted === 'number' && Number.isNaN(converted)
      ? unknown('not a number')
      : literal(converted, value.site)
  }
  if (value.kind === 'environment') {
    const fallback = convert(value.fallback, apply)
    return fallback ? { ...value, fallback } : value
  }
  if (value.kind === 'alternatives') {
    const values = value.values.flatMap((inner) => convert(inner, apply) ?? [])
    return { kind: 'alternatives', values }
  }
  return value
}

const onArgument =
  (apply: (input: string) => string | number | boolean): Model =>
  ({ args }) =>
    convert(args[0], apply)

const onReceiver =
  (apply: (input: string) => string | number | boolean): Model =>
  ({ receiver }) =>
    convert(receiver, apply)

function parseJson(text: string): string | number | boolean {
  if (text === 'true') return true
  if (text === 'false') return false
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text
}

/** `value.startsWith('x')` and the like, on literals. */
const test =
  (check: (text: string, part: string) => boolean): Model =>
  ({ receiver, args }) => {
    const [part] = args
    if (receiver?.kind !== 'literal' || part?.kind !== 'literal') return unknown('text test')
    return literal(check(String(receiver.value), String(part.value)))
  }

const split: Model = ({ receiver, args }) => {
  if (receiver?.kind === 'literal' && args[0]?.kind === 'literal') {
    const items = String(receiver.value)
      .split(String(args[0].value))
      .map((text) => literal(text))
    return { kind: 'list', items: () => items, open: false }
  }
  if (receiver?.kind === 'environment' || receiver?.kind === 'text')
    return { kind: 'list', items: () => [receiver], open: true }
  return undefined
}

export const conversionModels: Record<string, Model> = {
  Number: onArgument(Number),
  parseInt: onArgument((text) => Number.parseInt(text, 10)),
  parseFloat: onArgument(Number.parseFloat),
  'Number.parseInt': onArgument((text) => Number.parseInt(text, 10)),
  'Number.parseFloat': onArgument(Number.parseFloat),
  String: onArgument((text) => text),
  'JSON.parse': onArgument(parseJson),
  ms: onArgument((text) => text),
  Boolean: ({ args, evaluator }) => {
    const truth = args[0] && evaluator.truth(args[0])
    return truth === undefined ? unknown('condition') : literal(truth)
  },
  'string.trim': onReceiver((text) => text.trim()),
  'string.toLowerCase': onReceiver((text) => text.toLowerCase()),
  'string.toUpperCase': onReceiver((text) => text.toUpperCase()),
  'string.toString': onReceiver((text) => text),
  'number.toString': onReceiver((text) => text),
  'string.replace': ({ receiver }) => receiver,
  'string.replaceAll': ({ receiver }) => receiver,
  'string.startsWith': test((text, part) => text.startsWith(part)),
  'string.endsWith': test((text, part) => text.endsWith(part)),
  'string.includes': test((text, part) => text.includes(part)),
  'string.split': split,
  'Buffer.from': ({ args }) => args[0],
}
